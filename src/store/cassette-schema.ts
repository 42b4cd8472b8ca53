/** The parser of cassette files, with the schema that ships with the package. */
import { readFileSync } from 'node:fs';
import { type CassetteParser, createCassetteParser } from '../cassette/parser.ts';
import { TapedeckError } from '../errors.ts';

/** Two levels up both from src/store/ and from dist/store/. */
const SCHEMA = new URL('../../schemas/cassette-v1.json', import.meta.url);

let parser: CassetteParser | undefined;

/** Throws TD_IO where the installation is damaged. */
export function cassetteParser(): CassetteParser {
  parser ??= createCassetteParser(readSchema());
  return parser;
}

function readSchema(): object {
  try {
    return JSON.parse(readFileSync(SCHEMA, 'utf8')) as object;
  } catch (cause) {
    throw new TapedeckError('TD_IO', 'cannot read schemas/cassette-v1.json of the package', {
      hint: 'Install docker-tapedeck again.',
      cause,
    });
  }
}
