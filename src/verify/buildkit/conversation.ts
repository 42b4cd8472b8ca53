/**
 * The calls of one recorded connection to `/grpc`, made again: in their order, each of the client's messages once all calls
 * are over that were over before it. What a call says in between (progress) comes in any number of pieces, and holds up none.
 */
import type { GrpcCaller, MadeCall } from '../../docker/grpc-ends.ts';
import { callKind, refOf } from '../../meaning/buildkit/call-kinds.ts';
import type { MadeUpNames } from '../../meaning/buildkit/made-up-names.ts';
import type { RecordedCall } from '../../meaning/buildkit/recorded-calls.ts';
import type { CallResults } from './call-results.ts';
import { pairedNames } from './engine-names.ts';
import { liveMessage } from './live-message.ts';

type ClientEvent = { readonly seq: number; readonly call: RecordedCall } & (
  | { readonly kind: 'open' | 'end' | 'cancel' }
  | { readonly kind: 'message'; readonly data: Buffer }
);

export interface ConversationParts {
  /** In order. */
  readonly calls: readonly RecordedCall[];
  readonly caller: GrpcCaller;
  readonly names: MadeUpNames;
  readonly results: CallResults;
  /** Gets what a call says as it comes; true: it is not to be kept. */
  readonly onMessage: (call: RecordedCall, message: Buffer) => boolean;
}

export class Conversation {
  readonly #parts: ConversationParts;
  readonly #events: readonly ClientEvent[];
  /** When the recorded connection was over. */
  readonly #end: number;
  readonly #made = new Map<RecordedCall, MadeCall>();
  #position = 0;
  #tellDone: () => void = () => {};
  readonly #move = () => this.#moveOn();
  /** Resolves when all was said, and all calls are over that were over in the recording. */
  readonly done = new Promise<void>((resolve) => {
    this.#tellDone = resolve;
  });

  constructor(parts: ConversationParts) {
    this.#parts = parts;
    this.#end = parts.calls[0]?.interaction.order.end ?? 0;
    this.#events = parts.calls.flatMap(clientEvents).sort((a, b) => a.seq - b.seq);
  }

  start(): void {
    this.#parts.results.listen(this.#move);
    this.#moveOn();
  }

  /** Nothing more is said. */
  stop(): void {
    this.#parts.results.unlisten(this.#move);
    for (const made of this.#made.values()) made.cancel();
  }

  #moveOn(): void {
    for (let event = this.#events[this.#position]; event !== undefined; event = this.#events[this.#position]) {
      if (!this.#isDue(event.seq)) return;
      this.#position += 1;
      this.#perform(event);
    }
    if (this.#isDue(this.#end)) this.#tellDone();
  }

  #isDue(seq: number): boolean {
    const { calls, results } = this.#parts;
    const wasOver = (call: RecordedCall) => call.closed !== null && call.closed.seq < seq;
    return calls.every((call) => !wasOver(call) || results.of(call)?.over === true) && !results.open.some(wasOver);
  }

  #perform(event: ClientEvent): void {
    const { call } = event;
    const { results, names, calls } = this.#parts;
    switch (event.kind) {
      case 'open':
        this.#open(call);
        return;
      case 'message': {
        const ref = buildOf(call);
        const earlier = calls.filter((other) => other.opened.seq < call.opened.seq && buildOf(other) === ref);
        this.#made.get(call)?.message(liveMessage(event.data, call, earlier, results, names));
        return;
      }
      case 'end':
        this.#made.get(call)?.end();
        return;
      case 'cancel':
        this.#made.get(call)?.cancel();
        results.end(call, null, 'its client gave it up');
        return;
      default:
        event satisfies never;
    }
  }

  #open(call: RecordedCall): void {
    const { caller, names, results, onMessage } = this.#parts;
    const result = results.begin(call);
    const made = caller.call(names.headersToLive(call.headers), {
      message: (data) => {
        if (!onMessage(call, data)) result.messages.push(Buffer.from(data));
      },
      over: (trailers, reason) => {
        this.#learn(call, result.messages);
        results.end(call, trailers, reason);
      },
    });
    this.#made.set(call, made);
  }

  #learn({ answer, path }: RecordedCall, messages: readonly Buffer[]): void {
    // A build's results name steps by digests that nobody hands back.
    const what = callKind(path) === 'any' ? 'ids and digests' : 'ids';
    const recorded = answer.flatMap((step) => (step.kind === 'message' ? [step.data] : []));
    for (const [index, message] of messages.entries()) {
      for (const [was, is] of pairedNames(recorded[index] ?? Buffer.alloc(0), message, what)) this.#parts.names.add(was, is);
    }
  }
}

/** Whether a call is made again: nobody needs the recorded traces, and a blanked one says nothing. */
export function isRepeated({ path }: RecordedCall): boolean {
  const kind = callKind(path);
  return kind !== 'telemetry' && kind !== 'session';
}

function buildOf({ path, headers, asked }: RecordedCall): string | null {
  return refOf(path, headers, asked[0]?.data ?? Buffer.alloc(0));
}

function clientEvents(call: RecordedCall): ClientEvent[] {
  const { opened, asked, cancelled } = call;
  const last = asked.at(-1)?.seq ?? opened.seq;
  const events: ClientEvent[] = [
    { kind: 'open', seq: opened.seq, call },
    ...asked.map(({ seq, data }): ClientEvent => ({ kind: 'message', seq, call, data })),
    { kind: 'end', seq: last, call },
  ];
  return cancelled === null ? events : [...events, { kind: 'cancel', seq: cancelled.seq, call }];
}
