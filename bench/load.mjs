/** The load: wrk for small requests, curl for the stream. Both are C, and faster than anything they measure here. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { Agent, get } from 'node:http';
import { promisify } from 'node:util';
import { PATHS } from './upstream.mjs';

const execute = promisify(execFile);
export const CONNECTIONS = 16;

export const load = {
  /** Requests a second on 16 keep-alive connections, all answered 200. */
  async requests(port, path, seconds) {
    const { stdout } = await execute('wrk', ['-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, `http://127.0.0.1:${port}${path}`]);
    const perSecond = Number(/^Requests\/sec:\s+([\d.]+)/m.exec(stdout)?.[1]);
    const total = Number(/^\s+(\d+) requests in/m.exec(stdout)?.[1]);
    if (!(perSecond > 0) || /Non-2xx|Socket errors/.test(stdout)) throw new Error(`not all requests were answered:\n${stdout}`);
    return { perSecond, total };
  },

  /** Bytes a second of one download. */
  async stream(port, path, bytes) {
    const url = `http://127.0.0.1:${port}${path}`;
    const { stdout } = await execute('curl', ['-sS', '--max-time', '120', '-o', '/dev/null', '-w', '%{size_download} %{time_total}', url]);
    const [size, time] = stdout.split(' ').map(Number);
    if (size !== bytes) throw new Error(`${size} instead of ${bytes} bytes came from ${url}`);
    return { perSecond: size / time };
  },

  /** Asks for everything (or what is named) once; gives what came, in short, for each path: small bodies by digest, the stream by its length. */
  async once(port, names = Object.keys(PATHS)) {
    // Kept alive, or what is recorded would say `Connection: close` whenever it is played.
    const agent = new Agent({ keepAlive: true });
    const answers = {};
    for (const name of names) answers[name] = await summary(agent, port, PATHS[name]);
    agent.destroy();
    return answers;
  },
};

function summary(agent, port, path) {
  return new Promise((resolve, reject) => {
    const request = get({ host: '127.0.0.1', port, path, agent }, (response) => {
      const hash = createHash('sha256');
      let length = 0;
      response.on('data', (data) => {
        length += data.length;
        if (length < 1024 * 1024) hash.update(data);
      });
      response.on('end', () => resolve(`${response.statusCode} ${length} ${length < 1024 * 1024 ? hash.digest('hex') : ''}`));
      response.on('error', reject);
    });
    request.on('error', reject);
  });
}
