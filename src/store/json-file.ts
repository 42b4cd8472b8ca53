/** JSON files of the user's own that have a schema in the package: read whole, checked, and refused with the place that is wrong. */
import { readFileSync } from 'node:fs';
import { compileSchema } from '../cassette/check.ts';
import { type Json, JsonSyntaxError, parseJson } from '../cassette/json.ts';
import { TapedeckError } from '../errors.ts';

/** Two levels up both from src/store/ and from dist/store/. */
const SCHEMAS = new URL('../../schemas/', import.meta.url);

export interface JsonFileKind {
  /** Its schema in `schemas/`, and the definition in it that says what the file is. */
  readonly schema: string;
  readonly definition: string;
  /** `a list of accepted drift`: what the file should be. */
  readonly means: string;
  /** What to do when it is none. */
  readonly hint: string;
  /** Of properties of which the schema has only a pattern to say: what it means. */
  readonly words?: Readonly<Record<string, string>>;
}

/**
 * @param path absolute
 * @param name what the user called it
 * @throws TD_USAGE where the file cannot be read, is no JSON or does not fit: with file and JSON pointer
 */
export function readJsonFile(path: string, name: string, kind: JsonFileKind): Json {
  const json = parse(readText(path, name), name, kind);
  const problem = compileSchema(readSchema(kind.schema), kind.definition)(json);
  if (problem === null) return json;
  const place = problem.pointer === '' ? '' : ` ${problem.pointer}`;
  const words = kind.words?.[problem.pointer.split('/').at(-1) ?? ''];
  throw new TapedeckError('TD_USAGE', `${name}:${place} ${words ?? problem.message}`, { hint: kind.hint });
}

function readText(path: string, name: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new TapedeckError('TD_USAGE', `cannot read ${name}: ${(cause as Error).message}`, { cause });
  }
}

function parse(text: string, name: string, { means, hint }: JsonFileKind): Json {
  try {
    return parseJson(text);
  } catch (cause) {
    if (!(cause instanceof JsonSyntaxError)) throw cause;
    throw new TapedeckError('TD_USAGE', `${name} is not ${means}: ${cause.message}`, { hint, cause });
  }
}

function readSchema(file: string): object {
  try {
    return JSON.parse(readFileSync(new URL(file, SCHEMAS), 'utf8')) as object;
  } catch (cause) {
    throw new TapedeckError('TD_IO', `cannot read schemas/${file} of the package`, { hint: 'Install docker-tapedeck again.', cause });
  }
}
