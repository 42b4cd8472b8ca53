import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { DRIFT_KINDS } from '../../../src/docker/drift.ts';

it('has every kind explained in docs/verify.md, in the same words', () => {
  const page = readFileSync(new URL('../../../docs/verify.md', import.meta.url), 'utf8');
  for (const [kind, means] of Object.entries(DRIFT_KINDS)) expect(page).toContain(`| \`${kind}\` | ${means} |`);
});
