/**
 * The first observer of what goes through: nothing that it passes on holds a secret, so whatever comes after it (journal,
 * log, live validation) may write what it hears.
 *
 *   heads, trailers      registry credentials become placeholders
 *   POST /auth           request and answer are held whole, edited as JSON, and passed on as one piece
 *   BuildKit's HTTP/2    payloads of calls that carry credentials become zeros     (session-redaction.ts)
 *   after a fault        what looks like a credential becomes stars                (opaque-redaction.ts)
 *
 * All else passes untouched and at once: an exchange without any of these costs a look at its header names.
 */
import type { ExchangeEvent, RedactionNote } from '../cassette/exchange.ts';
import {
  AUTH_BODY_RULE,
  isAuthRequest,
  isBuildKitRequest,
  type Place,
  type Redacted,
  redactAuthBody,
  redactHead,
  redactHeaders,
  withoutQuotes,
} from '../cassette/redaction.ts';
import type { Side } from '../cassette/types.ts';
import { OpaqueRedaction } from './opaque-redaction.ts';
import { SessionRedaction } from './session-redaction.ts';

/** Login bodies are a few hundred bytes, with identity tokens some thousand. What is larger is replaced whole, unread. */
const LARGEST_AUTH_BODY = 1024 * 1024;

type EventOf<Kind extends ExchangeEvent['kind']> = Extract<ExchangeEvent, { kind: Kind }>;
type DataEvent = EventOf<'request-data'> | EventOf<'response-data'>;
/** All that can come after a head. */
type BodyEvent = Exclude<ExchangeEvent, EventOf<'request' | 'interim' | 'fault' | 'half-close'>>;

/** An exchange of which more than the head may be secret. */
type Watch =
  /** `POST /auth`. Should its connection turn out to be unreadable, the rest is blanked. */
  | { readonly kind: 'login'; readonly request: HeldBody; readonly answer: HeldBody; status: number }
  /** Raw bytes, once there are any, go through `redact`. */
  | { readonly kind: 'stream'; readonly redact: (from: Side, data: Buffer) => Buffer };

/** Events in, events without secrets out, in order; only the bodies of a login wait for their end. */
export class Redactor {
  readonly #next: (event: ExchangeEvent | RedactionNote) => void;
  readonly #watched = new Map<number, Watch>();
  /** Rules that replaced something in the piece of a stream at hand. */
  #rules: string[] = [];

  constructor(next: (event: ExchangeEvent | RedactionNote) => void) {
    this.#next = next;
  }

  event(event: ExchangeEvent): void {
    switch (event.kind) {
      case 'request':
        this.#request(event);
        break;
      case 'fault':
        this.#fault(event);
        break;
      case 'request-end':
      case 'response-end':
        if (event.trailers.length === 0) this.#body(event);
        else this.#trailers(event);
        break;
      case 'request-data':
      case 'response':
      case 'response-data':
      case 'stream-data':
      case 'end':
        this.#body(event);
        break;
      case 'interim':
      case 'half-close':
        this.#next(event);
        break;
      default:
        event satisfies never;
    }
  }

  #request(event: EventOf<'request'>): void {
    const { method, target } = event.head;
    if (isAuthRequest(method, target)) {
      this.#watched.set(event.exchange, { kind: 'login', request: new HeldBody(), answer: new HeldBody(), status: 0 });
    } else if (isBuildKitRequest(method, target)) {
      const session = new SessionRedaction((rule) => this.#rules.push(rule));
      this.#watched.set(event.exchange, { kind: 'stream', redact: (from, data) => session.redact(from, data) });
    }
    const { value: head, places } = redactHead(event.head);
    this.#next(head === event.head ? event : { ...event, head });
    this.#notes(event, '/request', places);
  }

  #fault(event: EventOf<'fault'>): void {
    const watch = this.#watched.get(event.exchange);
    if (watch?.kind === 'login') this.#releaseBodies(event, watch);
    else if (watch === undefined) {
      const client = new OpaqueRedaction((rule) => this.#rules.push(rule));
      const engine = new OpaqueRedaction((rule) => this.#rules.push(rule));
      this.#watched.set(event.exchange, { kind: 'stream', redact: (from, data) => (from === 'client' ? client : engine).redact(data) });
    }
    // The line that could not be read stands in the bytes that follow as well, redacted.
    this.#next({ ...event, reason: withoutQuotes(event.reason) });
  }

  /** Credentials have no business in trailers, but nothing keeps a client from sending them there. */
  #trailers(event: EventOf<'request-end'> | EventOf<'response-end'>): void {
    const { value: trailers, places } = redactHeaders(event.trailers);
    this.#body(trailers === event.trailers ? event : { ...event, trailers });
    this.#notes(event, event.kind === 'request-end' ? '/request/chunked/trailers' : '/outcome/chunked/trailers', places);
  }

  #body(event: BodyEvent): void {
    const watch = this.#watched.size === 0 ? undefined : this.#watched.get(event.exchange);
    if (event.kind === 'end') this.#watched.delete(event.exchange);
    if (watch?.kind === 'login') this.#login(event, watch);
    else if (watch?.kind === 'stream' && event.kind === 'stream-data') this.#stream(event, watch.redact(event.from, event.data));
    else this.#next(event);
  }

  #login(event: BodyEvent, watch: Watch & { kind: 'login' }): void {
    switch (event.kind) {
      case 'request-data':
        watch.request.add(event);
        break;
      case 'response-data':
        watch.answer.add(event);
        break;
      case 'stream-data':
        this.#stream(event, this.#blankAll(event.data));
        break;
      case 'response':
        watch.status = event.head.status;
        this.#next(event);
        break;
      case 'request-end':
        this.#releaseRequest(event, watch);
        this.#next(event);
        break;
      case 'response-end':
      case 'end':
        this.#releaseBodies(event, watch);
        this.#next(event);
        break;
      default:
        event satisfies never;
    }
  }

  #releaseBodies(at: ExchangeEvent, watch: Watch & { kind: 'login' }): void {
    this.#releaseRequest(at, watch);
    const failed = watch.status >= 300;
    this.#release(at, '/outcome/body', watch.answer.take(failed));
  }

  #releaseRequest(at: ExchangeEvent, watch: Watch & { kind: 'login' }): void {
    this.#release(at, '/request/body', watch.request.take(false));
  }

  #release(at: ExchangeEvent, body: string, { value: events, places }: Redacted<readonly DataEvent[]>): void {
    for (const event of events) this.#next(event);
    for (const { pointer, rule } of places) this.#notes(at, pointer === '' ? body : `${body}/data`, [{ pointer, rule }]);
  }

  #blankAll(data: Buffer): Buffer {
    const stars = Buffer.alloc(data.length, '*');
    if (stars.equals(data)) return data;
    this.#rules.push(AUTH_BODY_RULE);
    return stars;
  }

  #stream(event: EventOf<'stream-data'>, data: Buffer): void {
    this.#next(data === event.data ? event : { ...event, data });
    if (this.#rules.length === 0) return;
    const places = this.#rules.map((rule) => ({ pointer: '', rule }));
    this.#rules = [];
    this.#notes(event, '/outcome/chunks', places);
  }

  #notes({ at, connection, exchange }: ExchangeEvent, prefix: string, places: readonly Place[]): void {
    for (const { pointer, rule } of places) this.#next({ kind: 'redaction', at, connection, exchange, pointer: prefix + pointer, rule });
  }
}

/** One body of a login, kept back until it is whole (or over). */
class HeldBody {
  #events: DataEvent[] = [];
  #length = 0;

  add(event: DataEvent): void {
    this.#length += event.data.length;
    const kept = this.#length <= LARGEST_AUTH_BODY || this.#events.length === 0;
    if (kept) this.#events.push({ ...event, data: Buffer.from(event.data) }); // a copy: whoever reads sockets may use the memory again
  }

  /**
   * The body without its secrets: as the events that came where it holds none, else in one piece. The second time: nothing.
   * @param failed the engine says no: then what is no JSON is a message, not a credential that we cannot read
   */
  take(failed: boolean): Redacted<readonly DataEvent[]> {
    const events = this.#events;
    const whole = this.#length <= LARGEST_AUTH_BODY;
    this.#events = [];
    const first = events[0];
    if (first === undefined) return { value: [], places: [] };
    // Too large to read is not JSON to us, whatever it is.
    const { value, places } = redactAuthBody(whole ? Buffer.concat(events.map(({ data }) => data)) : Buffer.from('too large'));
    if (places.length === 0 || (failed && whole && places[0]?.pointer === '')) return { value: events, places: [] };
    return { value: [{ ...first, data: value, last: true, line: null }], places };
  }
}
