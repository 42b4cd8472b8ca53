/**
 * What rendering (wire.ts) makes otherwise than the file says, because somebody edited a body and not what belongs to it.
 * Redaction edits bodies too.
 */
import { bodyLength, isEmptyBody } from './body.ts';
import { headerValue } from './head.ts';
import { sumSizes } from './sizes.ts';
import type { Body, Chunked, Interaction, RawHeaders } from './types.ts';
import { fittingLength, httpChunks, requestChunks } from './wire.ts';
import { fitLength, fitRequestLength, hasNoBody, requestHead, statusHead } from './wire-head.ts';

/** One sentence for each place that is sent otherwise than it is written; [] for what was recorded and left alone. */
export function editedParts(interaction: Interaction): string[] {
  return [...editedRequest(interaction), ...editedAnswer(interaction)];
}

function editedRequest({ request }: Interaction): string[] {
  const length = request.end === 'whole' ? bodyLength(request.body) : null;
  return [
    ...editedLength('request', request.headers, fitRequestLength(request, length)),
    ...editedSizes('request', request.body, requestChunks(request), request.chunked),
    ...editedRaw('request', request.rawHead, requestHead(request, length)),
  ];
}

function editedAnswer({ request, outcome }: Interaction): string[] {
  if (!('head' in outcome)) return [];
  const { head } = outcome;
  const length = fittingLength(outcome, request.method);
  const edits = [
    ...editedLength('answer', head.headers, length === null ? head.headers : fitLength(head.headers, length)),
    ...editedRaw('answer', head.rawHead, statusHead(head, length)),
  ];
  if (outcome.kind !== 'whole') return edits;
  if (hasNoBody(request.method, head.status)) {
    return isEmptyBody(outcome.body) ? edits : [...edits, `answer: it has a body, but none may follow a ${head.status}; it is not sent`];
  }
  return [...edits, ...editedSizes('answer', outcome.body, httpChunks(outcome), outcome.chunked)];
}

function editedLength(what: string, recorded: RawHeaders, sent: RawHeaders): string[] {
  if (recorded === sent) return [];
  const was = headerValue(recorded, 'Content-Length');
  const is = headerValue(sent, 'Content-Length');
  return [
    was === undefined
      ? `${what}: Content-Length ${is} is added`
      : `${what}: Content-Length ${was} is sent as ${is}, the length of the body`,
  ];
}

/** @param sent how the body is cut, null where the head says that it is not; @param recorded what the file says */
function editedSizes(what: string, body: Body, sent: Chunked | null, recorded: Chunked | undefined): string[] {
  if (sent === null)
    return recorded === undefined ? [] : [`${what}: it has chunk sizes, but no Transfer-Encoding: chunked; it is sent without`];
  const [sum, length] = [sumSizes(sent.sizes), bodyLength(body)];
  return sum === length
    ? []
    : [`${what}: the chunk sizes come to ${sum} bytes, the body has ${length}; the last chunk takes the difference`];
}

function editedRaw(what: string, raw: string | undefined, sent: Buffer): string[] {
  return raw === undefined || sent.toString('base64') === raw
    ? []
    : [`${what}: rawHead says something else than the head's parts; it is not used`];
}
