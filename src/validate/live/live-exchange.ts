/**
 * One exchange while it passes. What the checks need of it is kept, everything else forgotten at once:
 *
 *   JSON bodies, errors     held until they are whole, up to BODY_LIMIT
 *   tars, other bodies      their first block
 *   JSON streams, frames    each piece is checked when it has gone by; never more is held than one document or frame
 *   other streams           nothing
 *
 * Hearing an event only keeps bytes. Checking is a task for later, in the order of the events.
 */
import type { ExchangeEvent, RequestHead, StatusHead } from '../../cassette/exchange.ts';
import { isAuthRequest, redactAuthBody, withoutQuotes } from '../../cassette/redaction.ts';
import type { ApiVersion, Body, End, Outcome, RecordedRequest } from '../../cassette/types.ts';
import type { Finding } from '../../docker/finding.ts';
import type { Operation } from '../../docker/operation-types.ts';
import { findOperation } from '../../docker/operations.ts';
import { outcomeKind } from '../../docker/outcome-kind.ts';
import type { StreamCheck } from '../check-stream.ts';
import type { Contract } from '../contract.ts';
import type { ExchangeChecks } from '../exchange-checks.ts';
import { isJson, MULTIPLEXED_STREAM, mediaType } from '../media-type.ts';
import { type Budget, HeldBytes } from './held-bytes.ts';
import { MemoryBodies } from './memory-bodies.ts';
import type { Tasks } from './tasks.ts';

/** Larger bodies are not checked while they pass. */
export const BODY_LIMIT = 16 * 1024 * 1024;

/** What of a tar is looked at. */
const FIRST_BLOCK = 512;
/** What a piece that waits takes beside its bytes. */
const PIECE_COST = 256;
/** Finding frames is that much cheaper than checking JSON. */
const FRAMES_ARE_CHEAPER = 16;

const TOO_LARGE = `It has more than ${BODY_LIMIT / 1024 / 1024} MiB, or too much was under way, so its body was not checked.`;
const TOO_FAST = 'It came faster than it could be checked, or a part of it was too large, so the rest was not checked.';

/** What all exchanges share. */
export interface LiveContext {
  readonly contract: Contract;
  readonly tasks: Tasks;
  readonly budget: Budget;
  report(findings: readonly Finding[], request: Pick<RequestHead, 'method' | 'target'>): void;
}

export type LiveRequestHead = Pick<RequestHead, 'method' | 'target' | 'version' | 'headers'>;

type Event<K extends ExchangeEvent['kind']> = Extract<ExchangeEvent, { readonly kind: K }>;

export class LiveExchange {
  readonly #context: LiveContext;
  readonly #number: number;
  readonly #version: ApiVersion | null;
  readonly #head: LiveRequestHead;
  readonly #operation: Operation | null;
  readonly #files = new MemoryBodies();
  readonly #isLogin: boolean;
  #checks: ExchangeChecks | null = null;
  /** What of the request was checked, or is about to be. */
  #checked: 'nothing' | 'head' | 'all' = 'nothing';
  #request: Gathering;
  #response: Gathering | null = null;
  #answer: { readonly head: StatusHead; readonly kind: 'whole' | 'streamed' | 'hijacked' } | null = null;
  #stream: StreamCheck | null = null;
  #streaming = false;
  #isFramed = false;
  #chunk = 0;
  #isOpaque = false;

  /** @param version what it is held against; null where nobody says */
  constructor(context: LiveContext, number: number, head: LiveRequestHead, version: ApiVersion | null) {
    this.#context = context;
    this.#number = number;
    this.#head = head;
    this.#version = version;
    this.#operation = findOperation(head.method, head.target)?.operation ?? null;
    this.#isLogin = isAuthRequest(head.method, head.target);
    this.#request = new Gathering(this.#operation?.requestBody === 'json' ? BODY_LIMIT : FIRST_BLOCK, context.budget);
  }

  /** Judges the request before it goes on; the events that follow need not. @param body null: it is not looked at */
  judge(body: Buffer | null): readonly Finding[] {
    const checks = this.#open();
    checks.requestHead(this.#head);
    if (body !== null) {
      checks.requestBody(this.#asRecorded(this.#body('request', body)));
      this.#request = new Gathering(0, this.#context.budget);
    }
    this.#checked = body === null ? 'head' : 'all';
    const findings = checks.take();
    this.#context.report(findings, this.#head);
    return findings;
  }

  event(event: ExchangeEvent): void {
    switch (event.kind) {
      case 'request-data':
        this.#request.add(event.data);
        break;
      case 'request-end':
        this.#requestEnd();
        break;
      case 'response':
        this.#respond(event);
        break;
      case 'response-data':
        if (this.#streaming) this.#piece(event.data, event.last);
        else this.#response?.add(event.data);
        break;
      case 'stream-data':
        if (this.#streaming && event.from === 'engine') this.#piece(event.data, true);
        break;
      case 'fault':
        this.#fault(event.reason);
        break;
      case 'end':
        this.#end(event);
        break;
      case 'request':
      case 'interim':
      case 'response-end':
      case 'half-close':
        break;
      default:
        event satisfies never;
    }
  }

  #requestEnd(): void {
    const checked = this.#checked;
    this.#checked = 'all';
    if (checked === 'all') return;
    this.#later(this.#request.length, (checks) => {
      if (checked === 'nothing') checks.requestHead(this.#head);
      const gathered = this.#request;
      if (gathered.isLost) checks.unchecked('request', TOO_LARGE);
      else checks.requestBody(this.#asRecorded(this.#body('request', gathered.bytes()), gathered.isWhole ? 'whole' : 'cut-off'));
      gathered.free();
    });
  }

  #respond(event: Event<'response'>): void {
    const { head } = event;
    const kind = outcomeKind(event, this.#operation);
    this.#answer = { head, kind };
    const type = mediaType(head.headers);
    if (kind === 'whole') {
      const isBinary = type !== null && /tar|octet-stream|gzip/.test(type);
      this.#response = new Gathering(isBinary ? FIRST_BLOCK : BODY_LIMIT, this.#context.budget, isBinary);
      return;
    }
    this.#isFramed = type === MULTIPLEXED_STREAM;
    this.#streaming = this.#isFramed || (kind === 'streamed' && (type === null || isJson(type)));
    this.#later(0, async (checks) => {
      await checks.answer({ request: this.#asRecorded(NO_BODY), outcome: { kind, interim: [], head, chunks: [], end: 'finished' } });
      if (this.#streaming) this.#stream = checks.stream(head, kind);
      if (this.#stream === null) this.#streaming = false;
    });
  }

  /** Bytes of a stream. They wait for a moment only, and not for ever: what is too fast for us goes on unchecked. */
  #piece(data: Buffer, last: boolean): void {
    const { budget } = this.#context;
    const chunk = this.#chunk;
    if (last) this.#chunk += 1;
    const size = data.length + PIECE_COST;
    if (!budget.take(size)) {
      this.#giveUp();
      return;
    }
    this.#later(this.#isFramed ? data.length / FRAMES_ARE_CHEAPER : data.length, () => {
      budget.giveBack(size);
      const check = this.#stream;
      if (check === null) return;
      const goesOn = check.push(data, chunk);
      if (check.held > BODY_LIMIT) this.#giveUp();
      else if (!goesOn) this.#streaming = false;
    });
  }

  #giveUp(): void {
    if (!this.#streaming) return;
    this.#streaming = false;
    this.#later(0, (checks) => {
      this.#stream = null;
      checks.unchecked('response', TOO_FAST);
    });
  }

  #fault(reason: string): void {
    this.#streaming = false;
    this.#isOpaque = true;
    this.#request.free();
    this.#response?.free();
    this.#checked = 'all';
    const outcome: Outcome = { kind: 'opaque', reason: withoutQuotes(reason), chunks: [], end: 'finished' };
    this.#later(0, (checks) => checks.answer({ request: this.#asRecorded(NO_BODY), outcome }));
  }

  #end({ how }: Event<'end'>): void {
    // Its body never came to its end.
    if (this.#checked === 'nothing') this.#later(0, (checks) => checks.requestHead(this.#head));
    if (this.#isOpaque || this.#answer === null) {
      this.#later(0, () => this.#free());
      return;
    }
    const { head, kind } = this.#answer;
    if (kind === 'whole') this.#later(this.#response?.length ?? 0, (checks) => this.#checkWhole(checks, head, how));
    else this.#later(0, () => this.#stream?.end(how));
    this.#later(0, () => this.#free());
  }

  async #checkWhole(checks: ExchangeChecks, head: StatusHead, end: End): Promise<void> {
    const response = this.#response as Gathering;
    const request = this.#asRecorded(NO_BODY);
    if (response.isLost) {
      checks.unchecked('response', TOO_LARGE);
      // Its head can be checked all the same; a stream of which nothing was seen says that.
      await checks.answer({ request, outcome: { kind: 'streamed', interim: [], head, chunks: [], end } });
      return;
    }
    const body = this.#body('response', response.bytes());
    // Of its start nobody can say that it ends well.
    await checks.answer({ request, outcome: { kind: 'whole', interim: [], head, body, end: response.isWhole ? end : 'cut-off' } });
  }

  #asRecorded(body: RecordedRequest['body'], end: RecordedRequest['end'] = 'whole'): RecordedRequest {
    const { method, target, version, headers } = this.#head;
    return { method, target, version, headers, body, end };
  }

  /** What is checked of a login is what a recording would hold of it, so that no message can quote a password. */
  #body(part: 'request' | 'response', bytes: Buffer): Body {
    return this.#files.body(part, this.#isLogin ? redactAuthBody(bytes).value : bytes);
  }

  #open(): ExchangeChecks {
    this.#checks ??= this.#context.contract.exchange(
      this.#head,
      { cassette: 'live', files: this.#files, interaction: this.#number },
      this.#version,
    );
    return this.#checks;
  }

  #later(cost: number, run: (checks: ExchangeChecks) => void | Promise<void>): void {
    this.#context.tasks.add(cost, async () => {
      const checks = this.#open();
      try {
        await run(checks);
      } finally {
        this.#context.report(checks.take(), this.#head);
      }
    });
  }

  #free(): void {
    this.#request.free();
    this.#response?.free();
    this.#files.forget();
  }
}

const NO_BODY: RecordedRequest['body'] = { encoding: 'text', data: '' };

/** A body as it comes: all of it, or its start. */
class Gathering {
  readonly #held: HeldBytes;
  readonly #limit: number;
  readonly #startIsEnough: boolean;
  /** Bytes in all. */
  length = 0;

  constructor(limit: number, budget: Budget, startIsEnough: boolean = limit <= FIRST_BLOCK) {
    this.#limit = limit;
    this.#startIsEnough = startIsEnough;
    this.#held = new HeldBytes(limit, budget);
  }

  /** It is needed whole, and it is not here. */
  get isLost(): boolean {
    return this.#held.overflown;
  }

  /** All that came is held. */
  get isWhole(): boolean {
    return this.length === this.#held.length;
  }

  add(data: Buffer): void {
    const room = this.#limit - this.#held.length;
    this.length += data.length;
    if (!this.#startIsEnough) this.#held.add(data);
    else if (room > 0) this.#held.add(data.subarray(0, room));
  }

  bytes(): Buffer {
    return this.#held.bytes();
  }

  free(): void {
    this.#held.free();
  }
}
