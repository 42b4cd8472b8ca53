/** The parser of cassette files with the schema that ships. */
import { readFileSync } from 'node:fs';
import { createCassetteParser } from '../../src/cassette/parser.ts';

export const cassetteSchema: object = JSON.parse(readFileSync(new URL('../../schemas/cassette-v1.json', import.meta.url), 'utf8'));
export const { parseInfo, parseInteraction } = createCassetteParser(cassetteSchema);
