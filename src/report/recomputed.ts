/**
 * People edit cassettes. Where a body no longer fits the length or the chunks that were recorded with it, playback
 * works them out anew (wire.ts), and whoever looks at the interaction is told.
 */
import { bodyLength } from '../cassette/body.ts';
import { headerValue } from '../cassette/head.ts';
import { sumSizes } from '../cassette/sizes.ts';
import type { Body, Chunked, Interaction, RawHeaders } from '../cassette/types.ts';

/** One sentence for each thing that will be sent otherwise than it was recorded. */
export function recomputed({ request, outcome }: Interaction): readonly string[] {
  const said = request.end === 'whole' ? compare('request', request.headers, request.body, request.chunked) : [];
  if (outcome.kind !== 'whole' || outcome.end !== 'finished') return said;
  // These have no body whatever their Content-Length says (RFC 9110, 6.4.1).
  if (request.method === 'HEAD' || outcome.head.status === 204 || outcome.head.status === 304) return said;
  return [...said, ...compare('answer', outcome.head.headers, outcome.body, outcome.chunked)];
}

function compare(what: string, headers: RawHeaders, body: Body, chunked: Chunked | undefined): readonly string[] {
  const length = bodyLength(body);
  if (chunked !== undefined) {
    const sizes = sumSizes(chunked.sizes);
    return sizes === length ? [] : [`the chunks of the ${what} come to ${sizes} bytes, its body has ${length}: it is cut anew`];
  }
  const declared = headerValue(headers, 'Content-Length')?.trim();
  if (declared === undefined || !/^\d+$/.test(declared) || Number(declared) === length) return [];
  return [`Content-Length of the ${what} was ${declared}, its body has ${length} bytes: ${length} is sent`];
}
