/** A World of a test's own: no terminal, an empty environment, and what was written is kept. */
import type { World } from '../../src/cli/world.ts';

export interface TestWorld extends World {
  /** Everything that went to stdout so far. */
  readonly out: () => string;
  readonly err: () => string;
}

export function aWorld(parts: Partial<World> = {}): TestWorld {
  let out = '';
  let err = '';
  return {
    env: {},
    cwd: '/nowhere',
    home: '/nowhere',
    platform: 'linux',
    terminal: { stdout: false, stderr: false },
    now: () => new Date('2026-11-26T12:00:00Z'),
    stdout: (text) => {
      out += text;
    },
    stderr: (text) => {
      err += text;
    },
    ...parts,
    out: () => out,
    err: () => err,
  };
}
