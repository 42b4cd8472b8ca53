/** Reads the API facts that ship with the package (schemas/), once. */
import { readFileSync } from 'node:fs';
import type { ChangesFile, WrittenChange } from '../docker/api-change.ts';
import type { SchemaSource } from '../docker/schema-types.ts';
import { TapedeckError } from '../errors.ts';

/** Two levels up both from src/store/ and from dist/store/. */
const DIRECTORY = new URL('../../schemas/', import.meta.url);

let loaded: SchemaSource | undefined;

/** Throws TD_IO where a file is missing or broken, which means a damaged installation. */
export function loadSchemas(): SchemaSource {
  loaded ??= {
    definitions: readSchemaFile('definitions.json') as SchemaSource['definitions'],
    operations: readSchemaFile('operations.json') as SchemaSource['operations'],
    derived: readSchemaFile('derived.json') as SchemaSource['derived'],
    errata: readSchemaFile('errata.json') as SchemaSource['errata'],
    presence: readSchemaFile('presence.json') as SchemaSource['presence'],
  };
  return loaded;
}

/** What changed between versions without showing in the descriptions. Throws as loadSchemas does. */
export function loadWrittenChanges(): readonly WrittenChange[] {
  return (readSchemaFile('changes.json') as ChangesFile).changes;
}

function readSchemaFile(name: string): unknown {
  try {
    return JSON.parse(readFileSync(new URL(name, DIRECTORY), 'utf8'));
  } catch (cause) {
    throw new TapedeckError('TD_IO', `Cannot read schemas/${name} of the package`, { hint: 'Install docker-tapedeck again.', cause });
  }
}
