/**
 * Uploads: build contexts, images, archives. Engines look at the bytes, not at what the head calls them, so most types
 * pass; but one that calls a tar a form makes Docker read it as one, and there is nothing left to unpack.
 */
import { bodyStart, isEmptyBody } from '../cassette/body.ts';
import { headerValue } from '../cassette/head.ts';
import type { RecordedRequest } from '../cassette/types.ts';
import type { CheckContext } from './check-context.ts';
import { tarFault } from './check-tar.ts';
import { isJson, mediaType } from './media-type.ts';

const FORM = 'application/x-www-form-urlencoded';

export function checkUpload(request: RecordedRequest, context: CheckContext): void {
  const { facts, pointer, files, findings } = context;
  if (!readsBody(context)) return;
  const whole = request.end === 'whole';
  if (isEmptyBody(request.body)) {
    if (whole && facts.body?.required) {
      findings.add('request-body-tar', '/request/body', 'The request has no body, and a tar is required.', `${pointer}/body`);
    }
    return;
  }
  const type = mediaType(request.headers);
  if (type !== null && (isJson(type) || type === FORM)) {
    const what = `The type of the request body is ${type}; it is a tar.`;
    findings.add('request-media-type', '/request/headers', what, `${pointer}/consumes`);
  }
  const coding = headerValue(request.headers, 'Content-Encoding')?.toLowerCase();
  if (coding === 'gzip' && !isGzip(bodyStart(request.body, 2, files))) {
    findings.add('request-encoding', '/request/headers', 'The request calls its body gzip, and it is not.');
    return;
  }
  const fault = tarFault([request.body], whole, files, { packed: true });
  if (fault !== null) findings.add('request-body-tar', '/request/body', `The body ${fault}.`, `${pointer}/body`);
}

/** Whether the engine unpacks what was sent: not where the query names another source, nor where BuildKit looks for itself. */
function readsBody({ match }: CheckContext): boolean {
  const query = new URLSearchParams(match.query);
  switch (match.operation.id) {
    case 'ImageCreate':
      return query.get('fromSrc') === '-';
    case 'ImageBuild':
      return query.get('version') !== '2' && (query.get('remote') ?? '') === '';
    default:
      return true;
  }
}

function isGzip(start: Buffer): boolean {
  return start[0] === 0x1f && start[1] === 0x8b;
}
