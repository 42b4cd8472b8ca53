/**
 * Where a wrapped COMMAND finds tapedeck: a socket of its own in a directory only this user can enter.
 *
 * The kernel takes socket paths of at most 107 bytes on Linux and 103 on macOS, and Node 20 listens on a cut path
 * without a word where one is longer. So a long TMPDIR is passed over for a shorter place.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TapedeckError } from '../errors.ts';

/** Bytes, without the closing NUL: what fits everywhere. */
export const LONGEST_SOCKET_PATH = 103;

export interface PrivateSocket {
  readonly path: string;
  /** Takes the socket and its directory away. Safe to call twice. */
  remove(): void;
}

/** @param places directories to try, best first */
export function makePrivateSocket(places: readonly (string | undefined)[]): PrivateSocket {
  let refusal: unknown;
  for (const place of places) {
    if (place === undefined || place === '') continue;
    if (Buffer.byteLength(join(place, 'tapedeck-XXXXXX', 'docker.sock')) > LONGEST_SOCKET_PATH) continue;
    try {
      // mkdtemp makes it 0700; the socket in it is set to 0600 by whoever listens.
      const directory = mkdtempSync(join(place, 'tapedeck-'));
      return { path: join(directory, 'docker.sock'), remove: () => rmSync(directory, { recursive: true, force: true }) };
    } catch (error) {
      refusal = error;
    }
  }
  throw new TapedeckError(
    'TD_LISTEN',
    `cannot make a directory for a private socket${refusal instanceof Error ? `: ${refusal.message}` : ''}`,
    {
      hint: 'Set TMPDIR to a directory you can write to whose path has fewer than 75 bytes, or give --listen URL.',
      cause: refusal,
    },
  );
}

/** Where to make one: TMPDIR first, as every program does, then what is short. */
export function socketPlaces(env: Readonly<Record<string, string | undefined>>): readonly (string | undefined)[] {
  return [tmpdir(), env.XDG_RUNTIME_DIR, '/tmp'];
}
