import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from '@jest/globals';
import { LONGEST_SOCKET_PATH, makePrivateSocket } from '../../../src/cli/private-socket.ts';
import { aDirectory, removeDirectories } from '../../support/directories.ts';

removeDirectories();

it('makes a directory that only the user can enter, and takes it away again', () => {
  const socket = makePrivateSocket([aDirectory()]);
  expect((statSync(dirname(socket.path)).mode & 0o777).toString(8)).toBe('700');
  socket.remove();
  socket.remove();
  expect(existsSync(dirname(socket.path))).toBe(false);
});

it('passes over a directory whose name is too long for a socket', () => {
  const place = aDirectory();
  const socket = makePrivateSocket([join(place, 'x'.repeat(90)), undefined, '', place]);
  expect(socket.path.startsWith(join(place, 'tapedeck-'))).toBe(true);
  expect(Buffer.byteLength(socket.path)).toBeLessThanOrEqual(LONGEST_SOCKET_PATH);
  socket.remove();
});

it('says what to do where no place will do', () => {
  expect(() => makePrivateSocket(['/nonexistent/place'])).toThrow(
    expect.objectContaining({ code: 'TD_LISTEN', hint: expect.stringMatching(/TMPDIR/) }),
  );
});
