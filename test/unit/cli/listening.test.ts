import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { announce, chooseListening, isLoopback, urlForClients } from '../../../src/cli/listening.ts';
import { aDirectory, removeDirectories } from '../../support/directories.ts';
import { aWorld } from '../../support/world.ts';

removeDirectories();

const SERVER = { 'socket-mode': '600', 'print-env': false, COMMAND: null };
const UNIX = { kind: 'unix', path: '/x.sock' } as const;

it('makes a private socket where nothing else is said', () => {
  const listening = chooseListening(SERVER, aWorld());
  expect(listening).toMatchObject({
    endpoint: { kind: 'unix', path: expect.stringMatching(/tapedeck-.*docker\.sock$/) },
    socketMode: 0o600,
  });
  listening.remove();
});

it('takes --listen with --socket-mode', () => {
  expect(chooseListening({ ...SERVER, listen: 'unix:///x.sock', 'socket-mode': '660' }, aWorld())).toMatchObject({
    endpoint: UNIX,
    socketMode: 0o660,
  });
});

it.each([
  ['tcp://0.0.0.0:2375', true],
  ['tcp://[::]:2375', true],
  ['tcp://192.168.1.2:2375', true],
  ['tcp://myhost:2375', true],
  ['tcp://127.0.0.1:2375', false],
  ['tcp://[::1]:2375', false],
  ['tcp://localhost:2375', false],
])('knows whether %s can be reached from elsewhere', (listen, warns) => {
  const world = aWorld();
  chooseListening({ ...SERVER, listen }, world);
  expect(world.err().includes('root on its host')).toBe(warns);
});

it('takes no name for loopback that only looks like it', () => {
  expect(['127.0.0.1.example.com', '1270.0.0.1', 'localhost.example.com'].filter(isLoopback)).toEqual([]);
});

it('gives clients an address to connect to where it listens on all', () => {
  expect(urlForClients({ kind: 'tcp', host: '0.0.0.0', port: 2375 })).toBe('tcp://127.0.0.1:2375');
  expect(urlForClients({ kind: 'tcp', host: '::', port: 2375 })).toBe('tcp://[::1]:2375');
  expect(urlForClients(UNIX)).toBe('unix:///x.sock');
});

it.each([
  ['a server', SERVER, 'listening on unix:///x.sock\n', ''],
  [
    'a server with --print-env',
    { ...SERVER, 'print-env': true },
    expect.stringMatching(/^export DOCKER_HOST=/),
    'listening on unix:///x.sock\n',
  ],
  ['a COMMAND', { ...SERVER, COMMAND: ['x'] }, '', ''],
  ['a COMMAND and --listen', { ...SERVER, COMMAND: ['x'], listen: 'unix:///x.sock' }, '', 'listening on unix:///x.sock\n'],
])('says where it listens, for %s', (_, values, out, err) => {
  const world = aWorld();
  announce(UNIX, values, world);
  expect([world.out(), world.err()]).toEqual([out, err]);
});

it('writes the ready file', () => {
  const cwd = aDirectory();
  announce(UNIX, { ...SERVER, 'ready-file': 'ready' }, aWorld({ cwd }));
  expect(readFileSync(join(cwd, 'ready'), 'utf8')).toBe('unix:///x.sock\n');
  expect(() => announce(UNIX, { ...SERVER, 'ready-file': 'no/such/place' }, aWorld({ cwd }))).toThrow(
    expect.objectContaining({ code: 'TD_IO' }),
  );
});
