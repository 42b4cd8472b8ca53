/**
 * The client's side of a connection whose requests are judged: a gate in front of the engine, and what we ourselves say
 * to the client, each in its turn behind the answers to earlier requests.
 */
import type { RequestGuard } from '../cassette/exchange.ts';
import { dockerError } from './docker-error.ts';
import { type Course, RequestGate } from './request-gate.ts';

const CONTINUE = Buffer.from('HTTP/1.1 100 Continue\r\n\r\n');

/** What of the connection is needed. */
export interface Ways {
  /** Tells what the engine makes of the bytes that went on; `busy`: an answer is still to come. */
  readonly course: Course & { readonly busy: boolean };
  forward(bytes: Buffer): void;
  forwardEnd(): void;
  /** To the client. */
  say(bytes: Buffer): void;
  /** The same, and nothing after it. What the client still sends is read and dropped, so that it gets to read this. */
  sayLast(bytes: Buffer): void;
}

export class GuardedClient {
  readonly #gate: RequestGate;
  readonly #ways: Ways;
  /** What is to be said when the answers before it are through. */
  #inTurn: (() => void) | null = null;
  #refused = false;
  #endWaits = false;

  constructor(guard: RequestGuard, connection: number, ways: Ways) {
    this.#ways = ways;
    this.#gate = new RequestGate(guard, connection, {
      course: ways.course,
      forward: (bytes) => {
        // The engine itself will say `continue`.
        if (!this.#refused) this.#inTurn = null;
        ways.forward(bytes);
      },
      forwardEnd: () => ways.forwardEnd(),
      refuse: (message, method) => {
        this.#refused = true;
        this.#say(() => ways.sayLast(dockerError(400, message, method)));
      },
      sayContinue: () => this.#say(() => ways.say(CONTINUE)),
    });
  }

  /** A request was refused: nothing goes on any more. */
  get refused(): boolean {
    return this.#refused;
  }

  /** More of the client's bytes are welcome. */
  get wantsMore(): boolean {
    return this.#refused || this.#gate.wantsMore;
  }

  take(bytes: Buffer): void {
    if (!this.#refused) this.#gate.take(bytes);
  }

  /** The client's FIN. False: not to be passed on, or not yet (`settle` says when). */
  end(): boolean {
    this.#endWaits = this.#gate.keepsBytes;
    if (this.#endWaits) return false;
    this.#gate.clientEnd();
    return !this.#refused;
  }

  /** The engine has spoken. True: a FIN that waited is due. */
  settle(): boolean {
    this.#takeTurn();
    if (this.#refused) return false;
    this.#gate.settle();
    return this.#endWaits && !this.#gate.keepsBytes;
  }

  #say(what: () => void): void {
    this.#inTurn = what;
    this.#takeTurn();
  }

  #takeTurn(): void {
    if (this.#inTurn === null || this.#ways.course.busy) return;
    const say = this.#inTurn;
    this.#inTurn = null;
    say();
  }
}
