/** JSON that an engine answered: bodies, documents of a stream, errors. */
import { bodyStart } from '../cassette/body.ts';
import type { Body, BodyFiles, End } from '../cassette/types.ts';
import type { SchemaFacts } from '../docker/schema-types.ts';
import type { CheckContext } from './check-context.ts';
import type { Document } from './checkable-json.ts';
import { DRIFT_CODES, driftMessage } from './drift-message.ts';
import type { Findings } from './findings.ts';
import { readablePath } from './pointer.ts';

/**
 * Says what does not fit the schema at `schemaPointer`.
 * @param place JSON pointer to the document in the interaction; where that is `…/data`, problems point into it
 * @param first of a list that comes in parts: how many elements came before
 */
export function reportBody(
  document: Document,
  place: string,
  schema: SchemaFacts,
  schemaPointer: string,
  context: CheckContext,
  first = 0,
): void {
  const data = document.plain;
  const inList = (pointer: string) => (first === 0 ? pointer : pointer.replace(/^\/(\d+)/, (_, index) => `/${Number(index) + first}`));
  const { checks, description, findings, match, watch } = context;
  const operation = match.operation.id;
  const status = schemaPointer.split('/')[4] as string;
  watch?.document({ description, operation, status: Number(status) }, schema, data);
  const answers = context.drift.of(operation, status, schema);
  if (answers.isQuiet(data)) return;
  const at = (inBody: string) => (place.endsWith('/data') ? place + inBody : place);
  for (const problem of checks.at(schemaPointer, schema, 'response')(document)) {
    const pointer = inList(problem.pointer);
    const message = `In the answer ${readablePath(pointer)} ${problem.message}.`;
    findings.add(`response-body-${problem.kind}`, at(pointer), message, problem.schemaPointer, problem.more);
  }
  for (const drift of answers.drift(data)) {
    const pointer = inList(drift.pointer);
    findings.add(DRIFT_CODES[drift.kind], at(pointer), driftMessage({ ...drift, pointer }, description.version), schemaPointer);
  }
}

interface ErrorRules {
  /** Errors below API 1.24, and errors written after a hijack, are plain text. */
  readonly plainText: boolean;
  readonly files: BodyFiles;
  readonly findings: Findings;
}

/** True where the body of an error is one: `{"message": "…"}`. */
export function checkErrorBody(
  { body, end }: { readonly body: Body; readonly end: End },
  { plainText, files, findings }: ErrorRules,
): boolean {
  if (end !== 'finished') return true;
  if (body.encoding === 'json' ? isError(body.data) : isErrorText(bodyStart(body, MAX_ERROR, files).toString('utf8'))) return true;
  if (plainText) return true;
  findings.add('response-error-shape', '/outcome/body', 'The error has no JSON body with a message.', '/definitions/ErrorResponse');
  return false;
}

/** No engine has more to say about what went wrong. */
const MAX_ERROR = 16 * 1024 * 1024;

function isErrorText(text: string): boolean {
  try {
    return isError(JSON.parse(text));
  } catch {
    return false;
  }
}

function isError(data: unknown): boolean {
  return typeof data === 'object' && data !== null && typeof (data as { message?: unknown }).message === 'string';
}
