/** API descriptions that a user has imported: one file a version, `1.56.json`, in a directory of the user's. */
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ApiVersion } from '../cassette/types.ts';
import type { ImportedApi } from '../docker/schema-types.ts';
import { TapedeckError } from '../errors.ts';

const FILE = /^(1\.\d{1,3})\.json$/;

/** What there is, by version; each is read when it is asked for. None where there is no such directory. */
export function importedApis(directory: string): Map<ApiVersion, () => ImportedApi> {
  let names: readonly string[];
  try {
    names = readdirSync(directory);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return new Map();
    throw new TapedeckError('TD_IO', `cannot read ${directory}: ${(error as Error).message}`, { cause: error });
  }
  const versions = names.flatMap((name) => (FILE.exec(name)?.[1] as ApiVersion | undefined) ?? []);
  return new Map(
    versions.map((version) => {
      let read: ImportedApi | undefined;
      return [version, () => (read ??= readImportedApi(pathOf(directory, version), version))];
    }),
  );
}

/** @returns the path of its file. One that was there before is replaced, at once. */
export function writeImportedApi(directory: string, api: ImportedApi): string {
  const path = pathOf(directory, api.version);
  try {
    mkdirSync(directory, { recursive: true });
    writeFileSync(`${path}.new`, `${JSON.stringify(api)}\n`);
    renameSync(`${path}.new`, path);
  } catch (error) {
    throw new TapedeckError('TD_IO', `cannot write ${path}: ${(error as Error).message}`, {
      hint: 'Name another directory with --api-dir.',
      cause: error,
    });
  }
  return path;
}

const pathOf = (directory: string, version: ApiVersion): string => join(directory, `${version}.json`);

function readImportedApi(path: string, version: ApiVersion): ImportedApi {
  let api: Partial<ImportedApi> | null;
  try {
    api = JSON.parse(readFileSync(path, 'utf8')) as Partial<ImportedApi> | null;
  } catch (error) {
    throw broken(path, (error as Error).message, error);
  }
  if (api?.format !== 1) throw broken(path, 'it is of another format');
  if (api.version !== version) throw broken(path, `it is of API ${api.version}`);
  if (!isObject(api.operations) || !isObject(api.definitions)) throw broken(path, 'it lacks operations or definitions');
  return api as ImportedApi;
}

function broken(path: string, why: string, cause?: unknown): TapedeckError {
  return new TapedeckError('TD_API_DESCRIPTION', `${path} is not what api import writes: ${why}`, {
    hint: 'Import the description again, or remove the file.',
    cause,
  });
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
