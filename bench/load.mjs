/** The load: wrk for small requests, curl for the stream. Both are C, and faster than anything they measure here. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { get } from 'node:http';
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
    return size / time;
  },

  /** Asks for everything once; gives what came, as a digest for each path. */
  async once(port) {
    const digests = {};
    for (const [name, path] of Object.entries(PATHS)) digests[name] = await digest(port, path);
    return digests;
  },
};

function digest(port, path) {
  return new Promise((resolve, reject) => {
    const request = get({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      const hash = createHash('sha256').update(`${response.statusCode} `);
      response.on('data', (data) => hash.update(data));
      response.on('end', () => resolve(hash.digest('hex')));
      response.on('error', reject);
    });
    request.on('error', reject);
  });
}
