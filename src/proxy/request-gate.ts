/**
 * Keeps requests back until a guard has judged them. What it lets through are the client's bytes as they came, in the
 * pieces and the order in which they came; of a request that is refused the engine never sees one.
 *
 *   client's bytes ─► one request at a time ─► judged at its head, or with its whole body ─► forward
 *                                         └──► refused: nothing behind it goes on either
 *
 * Behind an upgrade or attach it waits for the engine's answer, which says whether raw bytes or the next request follow:
 * raw bytes are nobody's to judge.
 */
import type { RequestGuard } from '../cassette/exchange.ts';
import { HIGH_WATER_MARK } from './listen.ts';
import { requestHeads } from './parser/exchange-tap.ts';
import type { RequestFacts } from './parser/facts.ts';
import { HEAD_LIMIT } from './parser/head-memo.ts';
import { MessageReader } from './parser/message-reader.ts';

/** What the client's bytes behind the requests that went on are: known from the engine's answers. */
export interface Course {
  /** Raw bytes. */
  readonly streaming: boolean;
  /** Only an answer that is still to come will tell. */
  readonly undecided: boolean;
}

export interface GateExits {
  readonly course: Course;
  /** These bytes of the client may go on. */
  forward(bytes: Buffer): void;
  /** No more will follow. */
  forwardEnd(): void;
  /** The request is refused; the gate takes no more bytes. */
  refuse(message: string, method: string): void;
  /** The client sends its body only when somebody says so, and nobody else will. */
  sayContinue(): void;
}

/** `judging`: bytes of the request at hand are kept. `passing`: it was let through. */
type State = 'judging' | 'passing' | 'undecided' | 'open' | 'shut';

export class RequestGate {
  readonly #guard: RequestGuard;
  readonly #connection: number;
  readonly #exits: GateExits;
  readonly #reader: MessageReader<RequestFacts>;
  #state: State = 'judging';
  #request: RequestFacts | null = null;
  #wantsBody = false;
  #ended = false;
  #fault: string | null = null;
  /** The request at hand as it came, while it is judged. */
  #held: Buffer[] = [];
  #heldBytes = 0;
  #body: Buffer[] = [];
  #bodyBytes = 0;
  /** Bytes behind a request whose answer is to say what they are. */
  #waiting: Buffer[] = [];
  #waitingBytes = 0;

  constructor(guard: RequestGuard, connection: number, exits: GateExits) {
    this.#guard = guard;
    this.#connection = connection;
    this.#exits = exits;
    this.#reader = new MessageReader<RequestFacts>(requestHeads, {
      head: (facts) => {
        this.#request = facts;
        this.#wantsBody = guard.wantsBody(facts.head);
        return facts.body;
      },
      data: (data) => this.#bodyData(data),
      end: () => {
        this.#ended = true;
        return 'hold'; // so that the bytes of the next request are given back
      },
      stream: () => {},
      fault: (reason) => {
        this.#fault = reason;
        this.#reader.become('ignore');
      },
    });
  }

  /** False: enough is waiting; nothing more should be read from the client until `settle` says so. */
  get wantsMore(): boolean {
    return this.#waitingBytes <= HIGH_WATER_MARK;
  }

  /** Something is kept that may still go on: the client's FIN must not overtake it. */
  get keepsBytes(): boolean {
    return this.#waitingBytes > 0;
  }

  take(bytes: Buffer): void {
    switch (this.#state) {
      case 'open':
        this.#exits.forward(bytes);
        return;
      case 'undecided':
        this.#waiting.push(bytes);
        this.#waitingBytes += bytes.length;
        return;
      case 'judging':
      case 'passing':
        this.#read(bytes);
        return;
      case 'shut':
        return;
      default:
        this.#state satisfies never;
    }
  }

  /** The engine said something: what waited for its answer may go on. */
  settle(): void {
    if (this.#state !== 'undecided' || this.#follow() === 'undecided') return;
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    for (const bytes of waiting) this.take(bytes);
  }

  /** The client's FIN, with nothing waiting in front of it. A request that is not whole will never be. */
  clientEnd(): void {
    if (this.#state !== 'judging' || this.#heldBytes === 0) return;
    this.#refuse('tapedeck: The client closed in the middle of its request');
  }

  #read(bytes: Buffer): void {
    let rest = bytes;
    while (rest.length > 0) {
      if (this.#state !== 'judging' && this.#state !== 'passing') {
        this.take(rest);
        return;
      }
      this.#ended = false;
      this.#reader.push(rest);
      const behind = this.#ended ? Buffer.concat(this.#reader.takePending()) : Buffer.alloc(0);
      this.#piece(rest.subarray(0, rest.length - behind.length));
      rest = behind;
    }
  }

  /** Bytes of the request at hand, which the reader has seen. */
  #piece(bytes: Buffer): void {
    if (this.#fault !== null) {
      const message = this.#guard.unreadable(this.#connection, this.#fault);
      if (this.#state === 'judging') this.#refuse(message);
      else this.#giveUp(bytes);
      return;
    }
    if (this.#state === 'passing') this.#exits.forward(bytes);
    else {
      this.#held.push(bytes);
      this.#heldBytes += bytes.length;
      this.#judge();
    }
    if (this.#ended && this.#state === 'passing') this.#endRequest();
  }

  #judge(): void {
    const { head, body } = this.#request ?? {};
    if (head === undefined) {
      // An engine may take this for the end of a head. We would wait for ever.
      if (this.#held.at(-1)?.includes('\n\n')) this.#refuse(this.#guard.unreadable(this.#connection, 'a lone LF in a head'));
      return;
    }
    const limit = this.#guard.bodyLimit;
    // The size lines of tiny chunks may be more than what is in them.
    const tooLarge =
      this.#wantsBody && (this.#bodyBytes > limit || (body?.length ?? 0) > limit || this.#heldBytes > 2 * limit + HEAD_LIMIT);
    if (this.#wantsBody && !this.#ended && !tooLarge) {
      if (this.#heldBytes === head.raw.length && expectsContinue(head.headers)) this.#exits.sayContinue();
      return;
    }
    const whole = this.#wantsBody && !tooLarge ? Buffer.concat(this.#body) : null;
    this.#body = [];
    const refusal = this.#guard.judge({ connection: this.#connection, head, body: whole, tooLarge });
    if (refusal !== null) {
      this.#refuse(refusal);
      return;
    }
    this.#state = 'passing';
    const held = this.#held;
    this.#held = [];
    this.#heldBytes = 0;
    for (const piece of held) this.#exits.forward(piece);
  }

  #endRequest(): void {
    this.#request = null;
    this.#bodyBytes = 0;
    this.#reader.release();
    this.#follow();
  }

  /** What comes now, as far as it is known. */
  #follow(): State {
    const { streaming, undecided } = this.#exits.course;
    this.#state = streaming ? 'open' : undecided ? 'undecided' : 'judging';
    return this.#state;
  }

  #refuse(message: string): void {
    const method = this.#request?.head.method ?? '';
    this.#state = 'shut';
    this.#held = [];
    this.#body = [];
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#exits.refuse(message, method);
  }

  /** The engine has the start of this body and is to answer; what follows can be told apart no more. */
  #giveUp(bytes: Buffer): void {
    this.#state = 'shut';
    this.#exits.forward(bytes);
    this.#exits.forwardEnd();
  }

  #bodyData(data: Buffer): void {
    if (!this.#wantsBody || this.#state !== 'judging') return;
    this.#bodyBytes += data.length;
    if (this.#bodyBytes <= this.#guard.bodyLimit) this.#body.push(data);
  }
}

function expectsContinue(headers: RequestFacts['head']['headers']): boolean {
  return headers.some(([name, value]) => name.toLowerCase() === 'expect' && value.trim().toLowerCase() === '100-continue');
}
