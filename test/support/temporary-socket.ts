import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import type { Endpoint } from '../../src/docker/endpoint.ts';

let directory: string | undefined;
let count = 0;

/**
 * A path for a unix socket that nobody else uses, short enough for every system. Nothing is there yet.
 * The directory goes when the test file is done: call `removeTemporarySockets()` once in it.
 */
export function temporarySocket(): Extract<Endpoint, { kind: 'unix' }> {
  directory ??= mkdtempSync(join(tmpdir(), 'td-'));
  return { kind: 'unix', path: join(directory, `${count++}.sock`) };
}

export function removeTemporarySockets(): void {
  afterAll(() => {
    if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
    directory = undefined;
  });
}
