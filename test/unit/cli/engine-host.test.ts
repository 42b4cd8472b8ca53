import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { engineHost } from '../../../src/cli/engine-host.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const directory = temporaryDirectory();
const servers: Server[] = [];
afterAll(() => void servers.map((server) => server.close()));

async function listenAt(path: string): Promise<string> {
  const server = createServer();
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return path;
}

it('knows the sockets of all engines by the path that was given and by what stands behind its links', async () => {
  const base = directory();
  mkdirSync(join(base, '28'));
  symlinkSync('28', join(base, 'current'));
  const socket = await listenAt(join(base, '28', 's'));
  const given = join(base, 'current', 's');
  const host = engineHost([
    { kind: 'unix', path: given },
    { kind: 'unix', path: '/nowhere/s' },
    { kind: 'tcp', host: '127.0.0.1', port: 2375 },
  ]);
  expect(host.sockets).toEqual([given, '/nowhere/s', socket]);
  expect(host.realPath(join(base, 'current', 'not', 'there'))).toBe(join(base, '28', 'not', 'there'));
});

it('sees sockets, and directories in which one lies', async () => {
  const base = directory();
  const { holdsSocket } = engineHost([]);
  writeFileSync(join(base, 'file'), '');
  expect([holdsSocket(base), holdsSocket(join(base, 'file')), holdsSocket(join(base, 'none'))]).toEqual([false, false, false]);
  const socket = await listenAt(join(base, 's'));
  expect([holdsSocket(base), holdsSocket(socket)]).toEqual([true, true]);
});
