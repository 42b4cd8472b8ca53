/**
 * Puts the events of one exchange together to an Interaction, without ever holding a large body: those go to a sink.
 *
 * Sequence numbers are taken here, and only for what is stored: request head and end, each 1xx, response head, each piece
 * of a stream, each half-close, the end. How the bytes were cut into reads therefore does not show in them.
 */
import { EMPTY_BODY, encodeBody, INLINE_LIMIT } from '../cassette/body.ts';
import type { BodyPart, ExchangeEvent, RecordedEvent, RequestHead, StatusHead } from '../cassette/exchange.ts';
import { headerValue, writeRequestHead, writeStatusHead } from '../cassette/head.ts';
import type { End, Interaction, InterimHead, Outcome, RecordedRequest, ResponseHead, Side } from '../cassette/types.ts';
import type { Operation } from '../docker/operation-types.ts';
import { findOperation } from '../docker/operations.ts';
import { outcomeKind } from '../docker/outcome-kind.ts';
import { bodyExtension } from './body-extension.ts';
import { ChunkList, type FileOf, type StreamPiece } from './chunk-list.ts';
import { BodyCollector, type BodySink } from './collect-body.ts';
import { type NextNumber, StreamCutter } from './cut-stream.ts';
import { ChunkOddities, MessageBody } from './message-body.ts';

/** A body that lies in the sink. */
export interface LargeBody {
  readonly part: BodyPart;
  readonly bytes: number;
  readonly extension: '.tar' | '.bin';
}

type Event<K extends RecordedEvent['kind']> = Extract<RecordedEvent, { readonly kind: K }>;
type ResponseEvent = Extract<ExchangeEvent, { readonly kind: 'response' }>;
type EndEvent = Extract<ExchangeEvent, { readonly kind: 'end' }>;
type Seen = { readonly seq: number; readonly at: number };

/** A request line that never was: of a connection that was no HTTP from its first byte. */
const NO_REQUEST: RecordedRequest = { method: '', target: '', version: '', headers: [], body: EMPTY_BODY, end: 'cut-off' };

export class InteractionBuilder {
  readonly #next: NextNumber;
  readonly #sink: BodySink;
  #operation: Operation | null = null;
  #first: Seen | null = null;
  #id = 0;
  #connection = 0;
  #request: RequestHead | null = null;
  readonly #requestBody: MessageBody;
  #requestEnd: Seen | null = null;
  readonly #interim: { readonly head: StatusHead; readonly seen: Seen }[] = [];
  #response: { readonly event: ResponseEvent; readonly seen: Seen; readonly kind: 'whole' | 'streamed' | 'hijacked' } | null = null;
  readonly #responseBody: MessageBody;
  readonly #oddities = new ChunkOddities();
  readonly #chunks = new ChunkList();
  readonly #cutters = new Map<BodyPart, StreamCutter>();
  readonly #collectors: BodyCollector[];
  /** What the client did on a connection whose hijack is not answered yet. */
  #early: (Event<'stream-data'> | Event<'half-close'>)[] = [];
  #fault: string | null = null;
  #end: { readonly event: EndEvent; readonly seen: Seen } | null = null;

  /** @param next one counter for all exchanges of a recording */
  constructor(next: NextNumber, sink: BodySink) {
    this.#next = next;
    this.#sink = sink;
    this.#requestBody = new MessageBody('request', sink);
    this.#responseBody = new MessageBody('response', sink);
    this.#collectors = [this.#requestBody.collector, this.#responseBody.collector];
  }

  /** True once `end` was heard: nothing may follow. */
  get ended(): boolean {
    return this.#end !== null;
  }

  /** Takes the next event of this exchange. Redaction notes are for others. */
  event(event: RecordedEvent): void {
    if (this.#first === null) this.#start(event);
    switch (event.kind) {
      case 'request':
        this.#request = event.head;
        this.#operation = findOperation(event.head.method, event.head.target)?.operation ?? null;
        break;
      case 'request-data':
        this.#requestBody.piece(event.data, event.last, event.line);
        break;
      case 'request-end':
        this.#requestEnd = this.#see(event.at);
        this.#requestBody.end(event.trailers, event.line);
        break;
      case 'interim':
        this.#interim.push({ head: event.head, seen: this.#see(event.at) });
        break;
      case 'response':
        this.#respond(event);
        break;
      case 'response-data':
        this.#responseData(event);
        break;
      case 'response-end':
        this.#endResponse(event);
        break;
      case 'stream-data':
        if (this.#streams()) this.#cutter(event.from).read(event.data, round(event.at));
        else this.#early.push({ ...event, data: Buffer.from(event.data.subarray()) });
        break;
      case 'half-close':
        if (this.#streams()) this.#halfClose(event);
        else this.#early.push(event);
        break;
      case 'fault':
        this.#turnOpaque(event);
        break;
      case 'end':
        for (const cutter of this.#cutters.values()) cutter.flush(round(event.at));
        this.#end = { event, seen: this.#see(event.at) };
        break;
      case 'redaction':
        break;
      default:
        event satisfies never;
    }
  }

  /** The recorder stopped while the exchange was in flight. */
  cutOff(at: number, detail: string): void {
    const { exchange, connection } = { exchange: this.#id, connection: this.#connection };
    this.event({ kind: 'end', at, exchange, connection, how: 'cut-off', detail, failure: null, partial: null });
  }

  /** The bodies that lie in the sink. */
  large(): LargeBody[] {
    return this.#collectors
      .filter((collector) => collector.large)
      .map((collector) => ({ part: collector.part, bytes: collector.length, extension: this.#extension(collector.part) }));
  }

  /**
   * The interaction, once it has ended.
   * @param digest the sha256, in hex, of a large body
   */
  interaction(digest: (part: BodyPart) => string): Interaction {
    if (this.#first === null || this.#end === null) throw new Error('an exchange that has not ended is no interaction yet');
    const fileOf: FileOf = (part) => ({ sha256: digest(part), extension: this.#extension(part) });
    const response = this.#fault === null ? this.#response : null;
    return {
      id: this.#id,
      operation: this.#operation?.id ?? null,
      connection: this.#connection,
      request: this.#recordedRequest(fileOf),
      outcome: this.#outcome(this.#end.event, fileOf),
      order: {
        request: this.#first.seq,
        requestEnd: this.#requestEnd?.seq ?? null,
        response: response?.seen.seq ?? null,
        end: this.#end.seen.seq,
      },
      times: {
        request: this.#first.at,
        requestEnd: this.#requestEnd?.at ?? null,
        interim: this.#fault === null ? this.#interim.map(({ seen }) => seen.at) : [],
        response: response?.seen.at ?? null,
        chunks: this.#streams() ? this.#chunks.times() : [],
        end: this.#end.seen.at,
      },
    };
  }

  #start(event: RecordedEvent): void {
    this.#id = event.exchange;
    this.#connection = event.connection;
    this.#first = this.#see(event.at);
  }

  #see(at: number): Seen {
    return { seq: this.#next(), at: round(at) };
  }

  #respond(event: ResponseEvent): void {
    this.#response = { event, seen: this.#see(event.at), kind: outcomeKind(event, this.#operation) };
    const early = this.#early;
    this.#early = [];
    if (this.#streams()) for (const event of early) this.event(event);
  }

  #responseData(event: Event<'response-data'>): void {
    if (this.#response?.kind !== 'streamed') {
      this.#responseBody.piece(event.data, event.last, event.line);
      return;
    }
    const cutter = this.#cutter('engine');
    this.#oddities.line(cutter.chunkIndex, event.line);
    if (this.#response.event.framing === 'chunked') cutter.chunkPiece(event.data, event.last, round(event.at));
    else cutter.read(event.data, round(event.at));
  }

  #endResponse(event: Event<'response-end'>): void {
    if (this.#response?.kind !== 'streamed') this.#responseBody.end(event.trailers, event.line);
    else {
      this.#oddities.line(this.#cutter('engine').chunkIndex, event.line);
      this.#oddities.trailers(event.trailers);
    }
  }

  #halfClose(event: Event<'half-close'>): void {
    this.#cutters.get(this.#partOf(event.from))?.flush(round(event.at));
    this.#chunks.halfClose(event.from, this.#next(), round(event.at));
  }

  /** From a fault on all is raw; what had come of an answer is put in front, its head as the bytes that it was. */
  #turnOpaque(event: Event<'fault'>): void {
    const first = this.#fault === null;
    const at = round(event.at);
    if (first) for (const cutter of this.#cutters.values()) cutter.flush(at);
    this.#fault ??= event.reason;
    if (!first) return;
    const early = this.#early;
    this.#early = [];
    const heads =
      this.#response === null ? this.#interim : [...this.#interim, { head: this.#response.event.head, seen: this.#response.seen }];
    this.#chunks.prepend(heads.map(({ head, seen }) => enginePiece(null, seen, head.raw.length, head.raw)));
    const body = this.#responseBody.collector;
    if (this.#response?.kind === 'whole' && body.length > 0) {
      if (body.large) this.#chunks.moveToFile('response');
      this.#chunks.add(enginePiece('response', this.#see(at), body.length, body.bytes()));
    }
    for (const earlier of early) this.event(earlier);
  }

  /** Pieces with numbers of their own are kept, one by one. */
  #streams(): boolean {
    return this.#fault !== null || this.#response?.kind === 'streamed' || this.#response?.kind === 'hijacked';
  }

  #partOf(from: Side): BodyPart {
    return from === 'engine' && this.#response?.kind === 'streamed' && this.#fault === null ? 'response' : from;
  }

  #cutter(from: Side): StreamCutter {
    const part = this.#partOf(from);
    const known = this.#cutters.get(part);
    if (known !== undefined) return known;
    const collector = part === 'response' ? this.#responseBody.collector : new BodyCollector(part, this.#sink);
    if (part !== 'response') this.#collectors.push(collector);
    const cutter = new StreamCutter(collector, from, this.#chunks, this.#next, from === 'engine' && this.#mayBeFramed());
    this.#cutters.set(part, cutter);
    return cutter;
  }

  /** Attach and exec without a TTY are framed whatever their type says; that of a TTY is told by its first bytes. */
  #mayBeFramed(): boolean {
    if (this.#fault !== null || this.#response?.kind !== 'hijacked') return false;
    const type = headerValue(this.#response.event.head.headers, 'content-type') ?? '';
    const speaks = this.#operation?.id === 'ContainerAttach' || this.#operation?.id === 'ExecStart';
    return type.includes('multiplexed-stream') || (speaks && type.includes('raw-stream'));
  }

  #extension(part: BodyPart): '.tar' | '.bin' {
    const headers = part === 'request' ? this.#request?.headers : this.#response?.event.head.headers;
    return bodyExtension(part, headers ?? [], this.#operation);
  }

  #recordedRequest(fileOf: FileOf): RecordedRequest {
    const head = this.#request;
    if (head === null) return NO_REQUEST;
    const { method, target, version, headers } = head;
    const { collector } = this.#requestBody;
    const chunked = (headerValue(headers, 'transfer-encoding') ?? '').toLowerCase().includes('chunked');
    return {
      method,
      target,
      version,
      headers,
      ...(writeRequestHead({ method, target, version, headers }).equals(head.raw) ? {} : { rawHead: head.raw.toString('base64') }),
      body: collector.body(collector.large ? fileOf('request') : null),
      ...(chunked ? { chunked: this.#requestBody.chunked() } : {}),
      end: this.#requestEnd === null ? 'cut-off' : 'whole',
    };
  }

  #outcome(end: EndEvent, fileOf: FileOf): Outcome {
    const chunks = this.#streams() ? this.#chunks.chunks(fileOf) : [];
    if (this.#fault !== null) return { kind: 'opaque', reason: this.#fault, chunks, end: end.how };
    const interim: InterimHead[] = this.#interim.map(({ head, seen }) => ({ seq: seen.seq, head: responseHead(head) }));
    if (this.#response === null) {
      const partial = encodeBody(end.partial?.subarray(0, INLINE_LIMIT) ?? Buffer.alloc(0));
      return { kind: 'failed', interim, reason: end.failure ?? failureOf(end.how), detail: end.detail, partial };
    }
    const head = responseHead(this.#response.event.head);
    const chunkedFraming = this.#response.event.framing === 'chunked';
    switch (this.#response.kind) {
      case 'whole': {
        const { collector } = this.#responseBody;
        const body = collector.body(collector.large ? fileOf('response') : null);
        const chunked = chunkedFraming ? { chunked: this.#responseBody.chunked() } : {};
        return { kind: 'whole', interim, head, body, ...chunked, end: end.how };
      }
      case 'streamed': {
        const chunked = chunkedFraming ? { chunked: this.#oddities.chunked([]) } : {};
        return { kind: 'streamed', interim, head, chunks, ...chunked, end: end.how };
      }
      case 'hijacked':
        return { kind: 'hijacked', interim, head, chunks, end: end.how };
      default:
        return this.#response.kind satisfies never;
    }
  }
}

function failureOf(how: End): 'upstream-closed' | 'client-left' | 'cut-off' {
  if (how === 'client-left' || how === 'cut-off') return how;
  return 'upstream-closed';
}

function enginePiece(part: BodyPart | null, seen: Seen, wireLength: number, payload: Buffer): StreamPiece {
  return { kind: 'piece', part, from: 'engine', channel: null, seq: seen.seq, at: seen.at, wireLength, payload };
}

function responseHead(head: StatusHead): ResponseHead {
  const { status, reason, version, headers } = head;
  const written = writeStatusHead({ status, reason, version, headers });
  return { status, reason, version, headers, ...(written.equals(head.raw) ? {} : { rawHead: head.raw.toString('base64') }) };
}

/** Milliseconds are fine enough for people and for playback. */
function round(at: number): number {
  return Math.max(0, Math.round(at));
}
