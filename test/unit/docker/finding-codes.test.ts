import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { FINDING_CODES } from '../../../src/docker/finding-codes.ts';

it('has every code explained in docs/errors.md, in the same words', () => {
  const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
  const section = page.slice(page.indexOf('## Finding codes'));
  const rows = [...section.matchAll(/^\| `([a-z-]+)` *\| (\w+) *\| (.+?) *\|(?: (.+?) *\|)?$/gm)];
  const explained = rows.map(([, code, severity, means, remedy]) => [code, { severity, means, ...(remedy !== undefined && { remedy }) }]);
  expect(Object.fromEntries(explained)).toEqual(FINDING_CODES);
});
