import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { readAcceptances } from '../../../src/store/accepted-drift.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const ENTRY = { operation: 'SystemInfo', pointer: '/outcome/body/data/ID', reason: 'nobody reads it', expires: '2027-01-31' };

const directory = temporaryDirectory();

function read(content: unknown) {
  const path = join(directory(), 'accept.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return readAcceptances(path, 'accept.json');
}

it('reads entries; what they leave out is any', () => {
  const rest = { kind: null, grade: null, engine: null, cassette: null };
  expect(read({ $schema: 'x', accepted: [ENTRY, { ...ENTRY, operation: null, kind: 'gone', engine: '28' }] })).toEqual([
    { ...rest, ...ENTRY },
    { ...rest, ...ENTRY, operation: null, kind: 'gone', engine: '28' },
  ]);
});

it.each([
  ['{', /^accept\.json is not a list of accepted drift: .*line 1/],
  [[], 'accept.json: must be object'],
  [{ accepted: [{ ...ENTRY, reason: '  ' }] }, 'accept.json: /accepted/0/reason must say why the drift does no harm'],
  [{ accepted: [ENTRY, { ...ENTRY, expires: undefined }] }, 'accept.json: /accepted/1 lacks the property "expires"'],
  [{ accepted: [{ ...ENTRY, expires: 'never' }] }, 'accept.json: /accepted/0/expires must be a day such as 2027-01-31'],
  [{ accepted: [{ ...ENTRY, expires: '2027-02-30' }] }, 'accept.json: /accepted/0/expires there is no day 2027-02-30'],
  [{ accepted: [{ ...ENTRY, pointer: 'data/ID' }] }, 'accept.json: /accepted/0/pointer must be a JSON pointer, as reports have it'],
  [{ accepted: [{ ...ENTRY, color: 'red' }] }, 'accept.json: /accepted/0 has an unknown property "color"'],
  [{ accepted: [{ ...ENTRY, kind: 'lost' }] }, /^accept\.json: \/accepted\/0\/kind must be one of "version-refused", /],
])('refuses %j, with the place and an example', (content, message) => {
  expect(() => read(content)).toThrow(
    expect.objectContaining({
      code: 'TD_USAGE',
      message: typeof message === 'string' ? message : expect.stringMatching(message),
      hint: expect.stringContaining('"expires": "2027-01-31"'),
    }),
  );
});

it('reads the example of docs/verify.md', () => {
  const page = readFileSync(new URL('../../../docs/verify.md', import.meta.url), 'utf8');
  const [, example = ''] = /```json\n(\{\n {2}"\$schema"[^`]*)```/.exec(page) ?? [];
  expect(read(example).map(({ operation }) => operation)).toEqual(['ContainerInspect', 'ImageList']);
});

it('says which file cannot be read', () => {
  expect(() => readAcceptances('/nowhere/accept.json', 'accept.json')).toThrow(/^cannot read accept\.json: ENOENT/);
});
