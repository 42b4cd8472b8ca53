import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import type { ImportedApi } from '../../../src/docker/schema-types.ts';
import { importedApis, writeImportedApi } from '../../../src/store/imported-apis.ts';
import { aDirectory, removeDirectories } from '../../support/directories.ts';

removeDirectories();

const api: ImportedApi = { format: 1, version: '1.56', mediaTypes: {}, definitions: {}, operations: {} };

it('reads back what it wrote, from a directory that it makes', () => {
  const directory = join(aDirectory(), 'a/b');
  expect(importedApis(directory).size).toBe(0);
  expect(writeImportedApi(directory, api)).toBe(join(directory, '1.56.json'));
  writeImportedApi(directory, api);
  expect(readdirSync(directory)).toEqual(['1.56.json']);
  expect(importedApis(directory).get('1.56')?.()).toEqual(api);
});

it.each([
  ['{', /is not what api import writes: .*JSON/],
  ['null', /another format/],
  ['{"format":1,"version":"1.57"}', /of API 1\.57/],
  ['{"format":1,"version":"1.56"}', /lacks operations or definitions/],
])('says of %j what is wrong, and only when it is asked for', (text, message) => {
  const directory = aDirectory({ '1.56.json': text, 'notes.json': '', '1.56.json.new': '' });
  const imported = importedApis(directory);
  expect([...imported.keys()]).toEqual(['1.56']);
  expect(() => imported.get('1.56')?.()).toThrow(
    expect.objectContaining({ code: 'TD_API_DESCRIPTION', message: expect.stringMatching(message) }),
  );
});

it('says so where it cannot write', () => {
  const directory = aDirectory();
  writeFileSync(join(directory, 'file'), '');
  expect(() => writeImportedApi(join(directory, 'file'), api)).toThrow(expect.objectContaining({ code: 'TD_IO' }));
  expect(existsSync(join(directory, '1.56.json'))).toBe(false);
});
