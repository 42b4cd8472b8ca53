/** One interaction in full: both heads, bodies made readable, every piece of a stream with its time. */
import { bodyBytes, bodyLength, isEmptyBody } from '../cassette/body.ts';
import { editedParts } from '../cassette/edits.ts';
import { unpackSizes } from '../cassette/sizes.ts';
import type { Body, BodyFiles, Chunk, Chunked, Interaction, RawHeaders, Redaction, ResponseHead, Sizes } from '../cassette/types.ts';
import type { Colours } from './colours.ts';
import { hexDump } from './hex-dump.ts';
import { prettyJson } from './pretty-json.ts';
import { count, formatBytes, formatTime } from './quantities.ts';
import { visibleLine, visibleText } from './visible.ts';

/** Bytes of a binary body that are shown; its size is always told. */
const DUMPED = 512;
/** Pieces kept in one run of a file are listed by their sizes up to this many. */
const LISTED_SIZES = 8;

interface Look {
  readonly files: BodyFiles;
  readonly colours: Colours;
}

export function interactionText(interaction: Interaction, redactions: readonly Redaction[], files: BodyFiles, colours: Colours): string {
  const { request, outcome, times, order } = interaction;
  const look = { files, colours };
  const parts = [
    `${colours.bold(`#${interaction.id} ${interaction.operation ?? 'unknown operation'}`)}  connection ${interaction.connection}, sequence ${order.request}–${order.end}`,
    timesText(interaction),
    '',
    colours.bold(`${request.method} ${visibleLine(request.target)} ${visibleLine(request.version)}`),
    headersText(request.headers, colours),
    bodyText(request.body, request.chunked, look),
    request.end === 'cut-off' ? colours.red('the request was cut off here\n') : '',
  ];
  if ('interim' in outcome) {
    outcome.interim.forEach(({ head }, at) => {
      parts.push(`${colours.dim(formatTime(times.interim[at] ?? 0))} ${headText(head, colours)}`);
    });
  }
  switch (outcome.kind) {
    case 'whole':
      parts.push(headText(outcome.head, colours), bodyText(outcome.body, outcome.chunked, look));
      break;
    case 'streamed':
      parts.push(headText(outcome.head, colours), chunksText(outcome.chunks, times.chunks, look), trailersText(outcome.chunked, colours));
      break;
    case 'hijacked':
      parts.push(headText(outcome.head, colours), chunksText(outcome.chunks, times.chunks, look));
      break;
    case 'opaque':
      parts.push(colours.red(`not readable as HTTP: ${visibleLine(outcome.reason)}`), chunksText(outcome.chunks, times.chunks, look));
      break;
    case 'failed':
      parts.push(
        colours.red(`no answer: ${outcome.reason.replaceAll('-', ' ')}${outcome.detail === '' ? '' : ` (${visibleLine(outcome.detail)})`}`),
      );
      if (!isEmptyBody(outcome.partial)) parts.push('what had arrived of one:', bodyText(outcome.partial, undefined, look));
      break;
    default:
      outcome satisfies never;
  }
  if (outcome.kind !== 'failed') parts.push(`ended: ${outcome.end.replaceAll('-', ' ')} at ${formatTime(times.end)}`);
  for (const sentence of editedParts(interaction)) parts.push(colours.yellow(`edited: ${visibleLine(sentence)}`));
  for (const { pointer, rule } of redactions.filter((one) => one.interaction === interaction.id))
    parts.push(`redacted: ${pointer} (${rule})`);
  return `${parts.filter((part, at) => part !== '' || at === 2).join('\n')}\n`;
}

function timesText({ times }: Interaction): string {
  const answered = times.response === null ? 'no answer' : `answer after ${formatTime(times.response - times.request)}`;
  return `asked at ${formatTime(times.request)}, ${answered}, ended after ${formatTime(times.end - times.request)}`;
}

function headText(head: ResponseHead, colours: Colours): string {
  return `${colours.bold(visibleLine(`${head.version} ${head.status} ${head.reason}`))}\n${headersText(head.headers, colours)}`;
}

function headersText(headers: RawHeaders, colours: Colours): string {
  return headers.map(([name, value]) => `${colours.cyan(visibleLine(name))}: ${visibleLine(value)}\n`).join('');
}

function trailersText(chunked: Chunked | undefined, colours: Colours): string {
  return chunked?.trailers === undefined ? '' : `trailers:\n${headersText(chunked.trailers, colours)}`;
}

/** The body with one line before it that says what it is. */
function bodyText(body: Body, chunked: Chunked | undefined, look: Look): string {
  if (isEmptyBody(body)) return '';
  const pieces = chunked === undefined ? '' : `, ${count([...unpackSizes(chunked.sizes)].length, 'chunk')}`;
  const title = look.colours.dim(`[${describe(body)}${pieces}]`);
  return `${title}\n${content(body, look)}${trailersText(chunked, look.colours)}`;
}

function describe(body: Body): string {
  const size = formatBytes(bodyLength(body));
  switch (body.encoding) {
    case 'json':
      return `JSON, ${size}`;
    case 'text':
      return `text, ${size}`;
    case 'base64':
      return `binary, ${size}`;
    case 'file':
      return `${size} in ${filePath(body)}${body.offset === 0 ? '' : ` from byte ${body.offset}`}`;
    default:
      return body satisfies never;
  }
}

const filePath = (body: Extract<Body, { encoding: 'file' }>): string => `bodies/${body.sha256}${body.extension}`;

function content(body: Body, { files, colours }: Look): string {
  switch (body.encoding) {
    case 'json':
      return `${visibleText(prettyJson(body.data))}\n`;
    case 'text':
      return withLineEnd(visibleText(body.data));
    case 'base64': {
      const bytes = bodyBytes(body, files);
      const rest = bytes.length - DUMPED;
      return hexDump(bytes.subarray(0, DUMPED)) + (rest > 0 ? colours.dim(`… and ${formatBytes(rest)} more\n`) : '');
    }
    case 'file':
      return '';
    default:
      return body satisfies never;
  }
}

function chunksText(chunks: readonly Chunk[], times: readonly (number | Sizes)[], look: Look): string {
  if (chunks.length === 0) return look.colours.dim('[no piece came]');
  return chunks.map((chunk, at) => chunkText(chunk, firstTime(times[at]), look)).join('\n');
}

function firstTime(time: number | Sizes | undefined): number {
  if (typeof time === 'number' || time === undefined) return time ?? 0;
  const [first] = time;
  return typeof first === 'number' ? first : (first?.[0] ?? 0);
}

function chunkText(chunk: Chunk, time: number, look: Look): string {
  const { colours } = look;
  const when = colours.dim(formatTime(time).padStart(8));
  const from = chunk.from === 'client' ? colours.green('client') : colours.magenta('engine');
  if (!('body' in chunk)) return `${when}  ${from}  closed its side`;
  const channel = chunk.channel === undefined ? '' : ` ${chunk.channel === 'stderr' ? colours.red('stderr') : chunk.channel}`;
  const { body } = chunk;
  const start = `${when}  ${from}${channel}  ${colours.dim(formatBytes(bodyLength(body)))}`;
  if (body.encoding === 'file') return `${start}  ${filePath(body)} from byte ${body.offset}${sizesText(chunk.sizes)}`;
  const bytes = bodyBytes(body, look.files);
  if (body.encoding === 'base64')
    return `${start}\n${hexDump(bytes.subarray(0, DUMPED)).trimEnd()}${bytes.length > DUMPED ? colours.dim('\n…') : ''}`;
  return `${start}  ${visibleLine(bytes.toString('utf8'))}`;
}

function sizesText(sizes: Sizes | undefined): string {
  if (sizes === undefined) return '';
  const shown = sizes.slice(0, LISTED_SIZES).map((entry) => (typeof entry === 'number' ? String(entry) : `${entry[1]} × ${entry[0]}`));
  return ` in pieces of ${shown.join(', ')}${sizes.length > LISTED_SIZES ? ', …' : ''} bytes`;
}

const withLineEnd = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`);
