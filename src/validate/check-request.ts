/** What the client asked: query, headers, body. */
import { bodyBytes, bodyLength } from '../cassette/body.ts';
import { toPlain } from '../cassette/json.ts';
import type { Body, BodyFiles, RecordedRequest } from '../cassette/types.ts';
import type { CheckContext } from './check-context.ts';
import { checkQuery } from './check-query.ts';
import { checkRequestHeaders } from './check-request-headers.ts';
import { checkUpload } from './check-upload.ts';
import { isJson, mediaType } from './media-type.ts';
import { readablePath } from './pointer.ts';
import { isRedacted } from './registry-auth.ts';
import { undeclaredProperties } from './undeclared.ts';

/** What can be said as soon as the head is there. */
export function checkRequestHead(request: Pick<RecordedRequest, 'headers'>, context: CheckContext): void {
  checkQuery(context.match.query, context.facts, context.pointer, context.findings);
  checkRequestHeaders(request.headers, context);
}

export function checkRequestBody(request: RecordedRequest, context: CheckContext): void {
  const { requestBody } = context.match.operation;
  if (requestBody === 'json' && request.end === 'whole') checkBody(request, context);
  if (requestBody === 'tar') checkUpload(request, context);
}

function checkBody(request: RecordedRequest, { facts, pointer, description, checks, files, findings }: CheckContext): void {
  if (facts.body === undefined) return;
  if (bodyLength(request.body) === 0) {
    if (facts.body.required)
      findings.add('request-body-json', '/request/body', 'The request has no body, and one is required.', `${pointer}/body`);
    return;
  }
  const type = mediaType(request.headers);
  if (type === null || !isJson(type)) {
    const what = type === null ? 'The request does not say of what type its body is' : `The type of the request body is ${type}`;
    findings.add('request-media-type', '/request/headers', `${what}; it is JSON.`, `${pointer}/consumes`);
  }
  const data = jsonOf(request.body, files);
  if (data === undefined) {
    findings.add('request-body-json', '/request/body', 'The body is not JSON.', `${pointer}/body`);
    return;
  }
  if (typeof data === 'string' && isRedacted(data)) return;
  // Go clients write a body they leave out as null.
  if (data === null && !facts.body.required) return;
  const place = request.body.encoding === 'json' ? '/request/body/data' : '/request/body';
  const at = (inBody: string) => (request.body.encoding === 'json' ? place + inBody : place);
  const { schema } = facts.body;
  for (const problem of checks.at(`${pointer}/body/schema`, schema, 'request')(data)) {
    const message = `In the request ${readablePath(problem.pointer)} ${problem.message}.`;
    findings.add(`request-body-${problem.kind}`, at(problem.pointer), message, problem.schemaPointer);
  }
  for (const unknown of undeclaredProperties(data, schema, description.definitions.request)) {
    const message = `API ${description.version} does not know ${readablePath(unknown)} in this request.`;
    findings.add('request-property-unknown', at(unknown), message, `${pointer}/body/schema`);
  }
}

/** The document as plain values; undefined where it is none; a string where redaction took all of it. */
function jsonOf(body: Body, files: BodyFiles): unknown {
  if (body.encoding === 'json') return toPlain(body.data);
  const text = bodyBytes(body, files).toString('utf8');
  return isRedacted(text) ? text : parse(text);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
