/** `tapedeck api show`. */
import type { ApiVersion } from '../cassette/types.ts';
import { operationSheet } from '../docker/operation-sheet.ts';
import { OPERATIONS, operationById } from '../docker/operations.ts';
import { ApiDescriptions } from '../docker/schemas.ts';
import { TapedeckError } from '../errors.ts';
import { operationText } from '../report/operation-text.ts';
import { bySimilarity } from '../validate/similar.ts';
import { EXIT } from './exit-codes.ts';
import { readApi } from './options.ts';
import type { ResultOptions } from './result.ts';
import { asJson, resultColours, writeResult } from './result.ts';
import type { ApiValues } from './schemas.ts';
import { importedOperations, schemasFor } from './schemas.ts';
import type { World } from './world.ts';

export interface ApiShowValues extends ResultOptions, ApiValues {
  readonly operation: readonly string[];
  readonly api?: string | undefined;
}

export async function apiShow(values: ApiShowValues, world: World): Promise<number> {
  const schemas = schemasFor(values, world);
  const descriptions = new ApiDescriptions(schemas);
  // A default of tapedeck.json that is meant for validate does not say which version to show.
  const api = values.api === undefined ? null : readApi(values.api);
  const asked = api === 'recorded' ? null : api;
  if (asked !== null) descriptions.at(asked);
  const words = values.operation.join(' ').trim();
  const wanted = words.includes('/')
    ? byRequestLine(words, asked, descriptions)
    : { id: byName(words, importedOperations(schemas)), version: null };
  // Without a word on the version: the newest that has it.
  const version = asked ?? wanted.version ?? lastOf(wanted.id, descriptions);
  const sheet = operationSheet(wanted.id, version, descriptions);
  if (sheet === null) throw notThere(wanted.id, version, descriptions);
  writeResult(values.format === 'json' ? asJson(sheet) : operationText(sheet, resultColours(values, world)), values, world);
  return EXIT.fine;
}

interface Wanted {
  readonly id: string;
  /** The version that the request line names. */
  readonly version: ApiVersion | null;
}

function byRequestLine(words: string, asked: ApiVersion | null, descriptions: ApiDescriptions): Wanted {
  const [, method, target] = /^(\w+)\s+(\S+)$/.exec(words) ?? [];
  if (method === undefined || target === undefined) {
    throw new TapedeckError('TD_USAGE', `${words}: not a method and a path`, {
      hint: 'For example: tapedeck api show GET /containers/json',
    });
  }
  const verb = method.toUpperCase();
  const match = descriptions.findOperation(verb, target, asked ?? descriptions.versions.newest);
  if (match !== null) {
    if (match.version !== null && asked === null) descriptions.at(match.version);
    return { id: match.operation.id, version: match.version };
  }
  const path = target.replace(/^\/v\d+\.\d+/, '');
  const lines = OPERATIONS.map((operation) => `${operation.method} ${operation.path}`);
  const [nearest] = lines.sort(bySimilarity(`${verb} ${path}`));
  throw new TapedeckError('TD_USAGE', `no version of the API knows ${verb} ${target}`, { hint: `Perhaps ${nearest}.` });
}

function byName(name: string, imported: readonly string[]): string {
  const ids = [...new Set([...OPERATIONS.map((operation) => operation.id), ...imported])];
  const lower = name.toLowerCase();
  const known = ids.find((id) => id.toLowerCase() === lower);
  if (known !== undefined) return known;
  const alike = ids.filter((id) => id.toLowerCase().includes(lower)).slice(0, 8);
  const nearest = alike.length > 0 ? alike : ids.sort(bySimilarity(name)).slice(0, 3);
  throw new TapedeckError('TD_USAGE', `there is no operation ${name}`, { hint: `Perhaps ${nearest.join(', ')}.` });
}

function lastOf(id: string, { versions }: ApiDescriptions): ApiVersion {
  return operationById(id)?.until ?? versions.newest;
}

function notThere(id: string, version: ApiVersion, descriptions: ApiDescriptions): TapedeckError {
  const having = descriptions.versions.list.filter(({ api }) => descriptions.at(api).operations[id] !== undefined);
  const [first, last] = [having[0]?.api, having.at(-1)?.api];
  const where =
    first === undefined ? 'no version that is known has it' : first === last ? `${first} has it` : `${first} to ${last} have it`;
  return new TapedeckError('TD_USAGE', `API ${version} does not have ${id}: ${where}`, {
    hint: first === undefined ? 'tapedeck api list lists the versions.' : `For example: tapedeck api show ${id} --api ${last}`,
  });
}
