/** `tapedeck api import`. */
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ApiVersion } from '../cassette/types.ts';
import { importDescription, type Reference } from '../docker/compile/import.ts';
import type { ImportedApi, SchemaSource } from '../docker/schema-types.ts';
import { ApiDescriptions } from '../docker/schemas.ts';
import { compareVersions } from '../docker/versions.ts';
import { TapedeckError } from '../errors.ts';
import { writeImportedApi } from '../store/imported-apis.ts';
import { firstBroken } from '../validate/compile-all.ts';
import { EXIT } from './exit-codes.ts';
import { readablePath } from './readable-path.ts';
import type { ResultOptions } from './result.ts';
import { asJson, writeResult } from './result.ts';
import type { ApiValues } from './schemas.ts';
import { apiDirectory, schemasFor } from './schemas.ts';
import type { World } from './world.ts';

export interface ApiImportValues extends ResultOptions, ApiValues {
  readonly file: string;
  readonly 'allow-missing': boolean;
}

export async function apiImport(values: ApiImportValues, world: World): Promise<number> {
  const { file } = values;
  const known = schemasFor(values, world);
  const descriptions = new ApiDescriptions(known);
  const text = readText(resolve(world.cwd, file), file);
  const api = importDescription(text, {
    file,
    reference: values['allow-missing'] ? null : (version) => versionBefore(version, descriptions),
  });
  refuseBroken(api, known, file);

  const before = descriptions.versions.list.find((one) => one.api === api.version);
  const reference = versionBefore(api.version, descriptions);
  const added = Object.keys(api.operations).filter((id) => reference?.operations[id] === undefined);
  const path = writeImportedApi(apiDirectory(values, world), api);
  const result = {
    version: api.version,
    operations: Object.keys(api.operations).length,
    comparedWith: reference?.version ?? null,
    added,
    replaces: before === undefined ? null : before.imported ? 'imported' : 'shipped',
    path,
  } as const;
  writeResult(values.format === 'json' ? asJson(result) : resultText(result, world.cwd), values, world);
  return EXIT.fine;
}

interface Result {
  readonly version: ApiVersion;
  readonly operations: number;
  readonly comparedWith: ApiVersion | null;
  /** Ids of operations that the version compared with does not have. */
  readonly added: readonly string[];
  readonly replaces: 'imported' | 'shipped' | null;
  readonly path: string;
}

function resultText({ version, operations, comparedWith, added, replaces, path }: Result, cwd: string): string {
  const news = added.length === 0 ? '' : `, new since ${comparedWith}: ${added.join(', ')}`;
  const lines = [`API ${version} with ${operations} operations imported into ${readablePath(path, cwd)}${news}`];
  if (replaces === 'shipped') lines.push(`From now on it goes before the ${version} that ships with tapedeck; remove the file to go back.`);
  if (replaces === 'imported') lines.push(`It replaces the ${version} that was imported before.`);
  return `${lines.join('\n')}\n`;
}

/** The published descriptions have half a megabyte. */
const LARGEST = 32 * 1024 * 1024;

function readText(path: string, file: string): string {
  let bytes: Buffer;
  try {
    if (statSync(path).size > LARGEST) throw notText(file, 'is far too large');
    bytes = readFileSync(path);
  } catch (error) {
    if (error instanceof TapedeckError) throw error;
    throw new TapedeckError('TD_IO', `cannot read ${file}: ${(error as Error).message}`, { cause: error });
  }
  const nul = bytes.indexOf(0);
  if (nul >= 0) throw notText(file, `has a NUL in line ${bytes.subarray(0, nul).toString('latin1').split('\n').length}`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw notText(file, `is not UTF-8 in line ${firstUnreadable(bytes)}`);
  }
}

function firstUnreadable(bytes: Buffer): number {
  // Every byte of a letter beyond ASCII is above 0x7f, so lines can be told apart before they are decoded.
  const lines = bytes.toString('latin1').split('\n');
  return lines.findIndex((line) => Buffer.from(line, 'latin1').toString('utf8').includes('\ufffd')) + 1;
}

function notText(file: string, why: string): TapedeckError {
  const hint = 'Give a description as Docker publishes it, v1.NN.yaml of api/docs of https://github.com/moby/moby.';
  return new TapedeckError('TD_API_DESCRIPTION', `${file} is no API description: it ${why}`, { hint });
}

/** The newest version that is not newer, as it was published: the shipped one where the same version was imported before. */
function versionBefore(version: ApiVersion, descriptions: ApiDescriptions): Reference | null {
  const nearest = descriptions.versions.list.findLast(
    (one) => !one.derived && compareVersions(one.api, version) <= 0 && !(one.imported && one.api === version),
  );
  const published = nearest === undefined ? null : descriptions.published(nearest.api);
  return nearest === undefined || published === null ? null : { version: nearest.api, operations: published.operations };
}

function refuseBroken(api: ImportedApi, known: SchemaSource, file: string): void {
  const description = new ApiDescriptions({ ...known, imported: new Map([[api.version, () => api]]) }).at(api.version);
  const broken = firstBroken(description);
  if (broken === null) return;
  throw new TapedeckError('TD_API_DESCRIPTION', `${file}: the schema of ${broken.pointer} cannot be used: ${broken.reason}`);
}
