/** JSON that an engine answered: bodies, documents of a stream, errors. */
import { bodyBytes, bodyLength } from '../cassette/body.ts';
import type { Body, BodyFiles, End } from '../cassette/types.ts';
import type { SchemaFacts } from '../docker/schema-types.ts';
import type { CheckContext } from './check-context.ts';
import { DRIFT_CODES, driftMessage } from './drift-message.ts';
import type { Findings } from './findings.ts';
import { readablePath } from './pointer.ts';

/**
 * Says what does not fit the schema at `schemaPointer`.
 * @param place JSON pointer to the document in the interaction; where that is `…/data`, problems point into it
 */
export function reportBody(data: unknown, place: string, schema: SchemaFacts, schemaPointer: string, context: CheckContext): void {
  const { checks, description, findings, match, watch } = context;
  const operation = match.operation.id;
  const status = schemaPointer.split('/')[4] as string;
  watch?.document({ description, operation, status: Number(status) }, schema, data);
  const at = (inBody: string) => (place.endsWith('/data') ? place + inBody : place);
  for (const problem of checks.at(schemaPointer, schema, 'response')(data)) {
    const message = `In the answer ${readablePath(problem.pointer)} ${problem.message}.`;
    findings.add(`response-body-${problem.kind}`, at(problem.pointer), message, problem.schemaPointer);
  }
  for (const drift of context.drift.of(operation, status, schema)(data)) {
    findings.add(DRIFT_CODES[drift.kind], at(drift.pointer), driftMessage(drift, description.version), schemaPointer);
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
  if (bodyLength(body) > 0 && isErrorBody(bodyBytes(body, files).toString('utf8'))) return true;
  if (plainText) return true;
  findings.add('response-error-shape', '/outcome/body', 'The error has no JSON body with a message.', '/definitions/ErrorResponse');
  return false;
}

function isErrorBody(text: string): boolean {
  try {
    const data: unknown = JSON.parse(text);
    return typeof data === 'object' && data !== null && typeof (data as { message?: unknown }).message === 'string';
  } catch {
    return false;
  }
}
