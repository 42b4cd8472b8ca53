/** Who is compared. Each has `start(upstreamPort)`, which gives a started process with its `port`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load } from './load.mjs';
import { freePort, start } from './processes.mjs';

const HTTP_PROXY = fileURLToPath(new URL('./http-proxy-forwarder.mjs', import.meta.url));

/**
 * @param {{ tapedeck: string, directory: string, nodeOptions: string[] }} options
 *   `tapedeck`: the program's main file; `directory`: where it may write
 */
export function contestants({ tapedeck, directory, nodeOptions }) {
  const run = (args, port) => start(process.execPath, [...nodeOptions, tapedeck, ...args], port, { cwd: directory });

  const record = async (upstream, cassette) => {
    const port = await freePort();
    const args = ['record', cassette, '--upstream', `tcp://127.0.0.1:${upstream}`, '--listen', `tcp://127.0.0.1:${port}`];
    return { ...(await run(args, port)), port };
  };

  return {
    socat: async (upstream) => {
      const port = await freePort();
      const args = [`TCP-LISTEN:${port},bind=127.0.0.1,fork,reuseaddr,backlog=64,nodelay`, `TCP:127.0.0.1:${upstream},nodelay`];
      return { ...(await start('socat', args, port)), port };
    },
    'http-proxy': async (upstream) => {
      const port = await freePort();
      return { ...(await start(process.execPath, [HTTP_PROXY, `${port}`, `${upstream}`, 'pool'], port)), port };
    },
    // A recording is thrown away when it has been measured: folding some 100,000 interactions into files comes after the traffic.
    record: async (upstream) => {
      const scratch = mkdtempSync(join(directory, 'record-'));
      const recorder = await record(upstream, join(scratch, 'cassette'));
      const stop = async () => {
        await recorder.stop();
        rmSync(scratch, { recursive: true });
      };
      return { ...recorder, stop };
    },
    // Plays what a recorder heard from the same nginx: each request once.
    replay: async (upstream) => {
      const cassette = join(directory, 'cassette');
      rmSync(cassette, { recursive: true, force: true });
      const recorder = await record(upstream, cassette);
      await load.once(recorder.port);
      await recorder.finish();
      const port = await freePort();
      return { ...(await run(['replay', cassette, '--listen', `tcp://127.0.0.1:${port}`], port)), port };
    },
  };
}
