/** The same compiler as in the tests (jest.config.js), as a module loader. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transform } from '@swc/core';

const SWC = { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'es6' } };

/** The tests' own support files tidy up behind a test file: here, behind the program. */
const JEST_GLOBALS = 'data:text/javascript,export const afterAll = (tidy) => process.on("exit", tidy);';

export async function resolve(specifier, context, next) {
  if (specifier === '@jest/globals') return { url: JEST_GLOBALS, shortCircuit: true };
  return next(specifier, context);
}

export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context);
  const { code } = await transform(await readFile(fileURLToPath(url), 'utf8'), SWC);
  return { format: 'module', source: code, shortCircuit: true };
}
