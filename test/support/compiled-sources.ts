/**
 * The sources as JavaScript, for tests that need tapedeck's code in a process of its own (Node 20 runs no TypeScript).
 * Fresh from src/ each time, so that such a test never runs against an old build.
 */
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { transformSync } from '@swc/core';

const SOURCES = join(import.meta.dirname, '../../src');
const RELATIVE_IMPORT = /(from '\.{1,2}\/[^']+)\.ts'/g;

/** Writes `<directory>/src/**.js` of these folders and files of src/. */
export function compileSources(directory: string, ...parts: readonly string[]): void {
  for (const part of parts) {
    const names = part.endsWith('.ts') ? [''] : (readdirSync(join(SOURCES, part), { recursive: true }) as string[]);
    for (const name of names.filter((file) => join(part, file).endsWith('.ts'))) {
      const { code } = transformSync(readFileSync(join(SOURCES, part, name), 'utf8'), {
        jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
        module: { type: 'es6' },
      });
      const target = join(directory, 'src', part, name).replace(/\.ts$/, '.js');
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, code.replaceAll(RELATIVE_IMPORT, "$1.js'").replaceAll('.ts"', '.js"'));
    }
  }
  writeFileSync(join(directory, 'package.json'), '{"type":"module"}');
  symlinkSync(join(SOURCES, '../node_modules'), join(directory, 'node_modules'));
}
