/** What the client asked: query, headers, body. */
import { bodyBytes, isEmptyBody } from '../cassette/body.ts';
import type { Body, BodyFiles, RecordedRequest } from '../cassette/types.ts';
import type { CheckContext } from './check-context.ts';
import { checkQuery } from './check-query.ts';
import { checkRequestHeaders } from './check-request-headers.ts';
import { checkUpload } from './check-upload.ts';
import { type Document, documentOf, readDocument } from './checkable-json.ts';
import { jsonText } from './json-text.ts';
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
  if (isEmptyBody(request.body)) {
    if (facts.body.required)
      findings.add('request-body-json', '/request/body', 'The request has no body, and one is required.', `${pointer}/body`);
    return;
  }
  const type = mediaType(request.headers);
  if (type === null || !isJson(type)) {
    const what = type === null ? 'The request does not say of what type its body is' : `The type of the request body is ${type}`;
    findings.add('request-media-type', '/request/headers', `${what}; it is JSON.`, `${pointer}/consumes`);
  }
  const read = documentIn(request.body, files);
  if (read === null) return;
  if ('fault' in read) {
    findings.add('request-body-json', '/request/body', `The body ${read.fault}.`, `${pointer}/body`);
    return;
  }
  const data = read.plain;
  // Go clients write a body they leave out as null.
  if (data === null && !facts.body.required) return;
  const place = request.body.encoding === 'json' ? '/request/body/data' : '/request/body';
  const at = (inBody: string) => (request.body.encoding === 'json' ? place + inBody : place);
  const { schema } = facts.body;
  for (const problem of checks.at(`${pointer}/body/schema`, schema, 'request')(read)) {
    const message = `In the request ${readablePath(problem.pointer)} ${problem.message}.`;
    findings.add(`request-body-${problem.kind}`, at(problem.pointer), message, problem.schemaPointer, problem.more);
  }
  for (const unknown of undeclaredProperties(data, schema, description.definitions.request)) {
    const message = `API ${description.version} does not know ${readablePath(unknown)} in this request.`;
    findings.add('request-property-unknown', at(unknown), message, `${pointer}/body/schema`);
  }
}

/** Null where redaction took all of it. */
function documentIn(body: Body, files: BodyFiles): Document | { readonly fault: string } | null {
  if (body.encoding === 'json') return documentOf(body.data, 'request');
  const read = jsonText(bodyBytes(body, files));
  if ('fault' in read) return read;
  if (isRedacted(read.text)) return null;
  try {
    return readDocument(read.text, 'request');
  } catch {
    return { fault: 'is not JSON' };
  }
}
