/**
 * The files of a cassette as text: written so that people can read, diff and edit them, and read with a clear word on
 * what is wrong.
 *
 * Equal values give equal text (fixed key order, final newline), and what was written here is read and written again
 * without changing a byte. What is empty or as usual (HTTP/1.1, no body, no interim answers) is left out.
 */
import { isEmptyBody } from './body.ts';
import type { Json } from './json.ts';
import { fitsLine, type Layout, OneLine, writeLayout } from './layout.ts';
import type {
  Body,
  CassetteInfo,
  Chunk,
  Chunked,
  Interaction,
  InterimHead,
  Outcome,
  RawHeaders,
  RecordedRequest,
  ResponseHead,
} from './types.ts';

/** Names the format for editors and for us; it is never fetched. */
export const SCHEMA_URI = 'https://docker-tapedeck.github.io/schemas/cassette-v1.json';
export const INFO_FILE_NAME = 'cassette.json';
/** The names that interactionFileName gives. */
export const INTERACTION_FILE_NAME = /^\d{6,}-[A-Za-z0-9]+\.json$/;

const USUAL_VERSION = 'HTTP/1.1';
/** A JSON document that is longer than this on one line gets a line for each of its members. */
const SHORT_DOCUMENT = 100;

/** `000001-ContainerCreate.json`; with the method in place of an operation that no API version knows. */
export function interactionFileName(
  interaction: Pick<Interaction, 'id' | 'operation'> & { readonly request: { readonly method: string } },
): string {
  const name = (interaction.operation ?? interaction.request.method).replace(/[^A-Za-z0-9]/g, '');
  return `${String(interaction.id).padStart(6, '0')}-${name === '' ? 'opaque' : name}.json`;
}

/** The text of `cassette.json`. */
export function writeInfo(info: CassetteInfo): string {
  const { format, name, recordedAt, recordedWith, engine, apiVersion, complete, warnings, redactions } = info;
  const file: Layout = {
    $schema: SCHEMA_URI,
    format,
    name,
    recordedAt,
    recordedWith,
    engine:
      engine &&
      new OneLine({
        name: engine.name,
        version: engine.version,
        apiVersion: engine.apiVersion,
        minApiVersion: engine.minApiVersion,
        os: engine.os,
        arch: engine.arch,
      }),
    apiVersion,
    complete,
    warnings,
    redactions: redactions.map(({ interaction, pointer, rule }) => new OneLine({ interaction, pointer, rule })),
  };
  return `${writeLayout(file)}\n`;
}

/** The text of an interaction's file. */
export function writeInteraction(interaction: Interaction): string {
  const { id, operation, connection, names, request, outcome, order, times } = interaction;
  const file: Layout = {
    $schema: SCHEMA_URI,
    id,
    operation,
    connection,
    names: names?.map(({ type, here, first, key }) => new OneLine({ type, here, first, key })),
    request: requestLayout(request),
    outcome: outcomeLayout(outcome),
    order: new OneLine({ request: order.request, requestEnd: order.requestEnd, response: order.response, end: order.end }),
    times: new OneLine({
      request: times.request,
      requestEnd: times.requestEnd,
      interim: times.interim,
      response: times.response,
      chunks: times.chunks,
      end: times.end,
    }),
  };
  return `${writeLayout(file)}\n`;
}

function requestLayout(request: RecordedRequest): Layout {
  const { method, target, version, headers, rawHead, body, chunked, end } = request;
  return {
    method,
    target,
    version: version === USUAL_VERSION ? undefined : version,
    headers: headersLayout(headers),
    rawHead,
    body: bodyLayout(body),
    chunked: chunkedLayout(chunked),
    end: end === 'whole' ? undefined : end,
  };
}

function outcomeLayout(outcome: Outcome): Layout {
  const { kind } = outcome;
  switch (kind) {
    case 'whole': {
      const { interim, head, body, chunked, end } = outcome;
      return {
        kind,
        interim: interimLayout(interim),
        head: headLayout(head),
        body: bodyLayout(body),
        chunked: chunkedLayout(chunked),
        end,
      };
    }
    case 'streamed': {
      const { interim, head, chunks, chunked, end } = outcome;
      return {
        kind,
        interim: interimLayout(interim),
        head: headLayout(head),
        chunked: chunkedLayout(chunked),
        chunks: chunks.map(chunkLayout),
        end,
      };
    }
    case 'hijacked': {
      const { interim, head, chunks, end } = outcome;
      return { kind, interim: interimLayout(interim), head: headLayout(head), chunks: chunks.map(chunkLayout), end };
    }
    case 'opaque': {
      const { reason, chunks, end } = outcome;
      return { kind, reason, chunks: chunks.map(chunkLayout), end };
    }
    case 'failed': {
      const { interim, reason, detail, partial } = outcome;
      return { kind, interim: interimLayout(interim), reason, detail, partial: bodyLayout(partial) };
    }
    default:
      return kind satisfies never;
  }
}

function interimLayout(interim: readonly InterimHead[]): Layout | undefined {
  return interim.length === 0 ? undefined : interim.map(({ seq, head }) => ({ seq, head: headLayout(head) }));
}

function headLayout(head: ResponseHead): Layout {
  const { status, reason, version, headers, rawHead } = head;
  return { status, reason, version: version === USUAL_VERSION ? undefined : version, headers: headersLayout(headers), rawHead };
}

function headersLayout(headers: RawHeaders): Layout {
  return headers.map((header) => new OneLine(header));
}

function chunkedLayout(chunked: Chunked | undefined): Layout | undefined {
  if (chunked === undefined) return undefined;
  const { sizes, lines, trailers } = chunked;
  return new OneLine({ sizes, ...(lines && { lines }), ...(trailers && { trailers }) });
}

function bodyLayout(body: Body): Layout | undefined {
  return isEmptyBody(body) && body.encoding !== 'file' ? undefined : fullBodyLayout(body);
}

function fullBodyLayout(body: Body): Layout {
  const ordered = orderedBody(body);
  return body.encoding === 'json' && !fitsLine(body.data, SHORT_DOCUMENT) ? ordered : new OneLine(ordered);
}

function chunkLayout(chunk: Chunk): Layout {
  if ('end' in chunk) return new OneLine({ seq: chunk.seq, from: chunk.from, end: chunk.end });
  const { seq, from, channel, body, sizes } = chunk;
  const layout = fullBodyLayout(body);
  const members = { seq, from, ...(channel && { channel }) };
  if (layout instanceof OneLine) return new OneLine({ ...members, body: layout.value, ...(sizes && { sizes }) });
  return { ...members, body: layout, sizes: sizes && new OneLine(sizes) };
}

function orderedBody(body: Body): { readonly [key: string]: Json } {
  switch (body.encoding) {
    case 'json':
      return { encoding: body.encoding, style: body.style, end: body.end, data: body.data };
    case 'text':
    case 'base64':
      return { encoding: body.encoding, data: body.data };
    case 'file':
      return { encoding: body.encoding, sha256: body.sha256, extension: body.extension, offset: body.offset, bytes: body.bytes };
    default:
      return body satisfies never;
  }
}
