/**
 * One recorded answer on its way to a client. Each step goes out as soon as its gate is open, its time has come and the
 * client has taken what went before; at `instant` speed and with open gates that is all of it, at once.
 */
import type { Reply } from '../cassette/exchange.ts';
import type { Interaction, RawHeaders } from '../cassette/types.ts';
import { pongFrame } from '../docker/websocket.ts';
import type { BuildListener, BuildPlayback } from './buildkit/build-playback.ts';
import type { Deck } from './deck.ts';
import { type Gate, Gates, OPEN } from './gates.ts';
import { lastWords } from './last-words.ts';
import { brokenCassette, describeRequest, type Miss, type Playing, streamMiss } from './miss.ts';
import { partingPause, partingSeq } from './parting.ts';
import type { Waiter } from './progress.ts';
import type { Stage } from './stage.ts';
import { Stdin } from './stdin.ts';
import { type Action, type Ending, failedBuild, type Step, stepsOf, websocketKey } from './steps.ts';

export interface PlaybackParts {
  readonly interaction: Interaction;
  readonly deck: Deck;
  readonly reply: Reply;
  readonly stage: Stage;
  /** A `100 Continue` was already sent. */
  readonly continued: boolean;
  /** What was asked, for messages. */
  readonly request: { readonly method: string; readonly target: string; readonly headers: RawHeaders };
  /** Of a build with BuildKit: what goes on beside this answer. */
  readonly build: BuildPlayback | null;
}

type State =
  | 'moving'
  /** At a shut gate. */
  | 'gated'
  /** Until a timer, a drain or a file lets it go on. */
  | 'paused'
  /** All is said, and the client is to leave first. */
  | 'held'
  | 'over';

/**
 * Milliseconds by which the end of a wait (or an event) stays behind the streams it followed. They go over sockets of their
 * own: without a pause the client may well read of the exit before it reads the last output.
 */
const BEHIND_STREAMS = 2;
/** So many times as long a person at a terminal may take: five minutes with the usual time-out. */
const TYPING = 60;
/** Milliseconds that a plain answer stays behind streams at most. */
const COURTESY = 50;

export class Playback implements Waiter, BuildListener {
  readonly interaction: Interaction;
  readonly #parts: PlaybackParts;
  readonly #stdin: Stdin | null;
  readonly #gates: Gates;
  readonly #steps: Iterator<Step, void>;
  #step: Step | null = null;
  #gate: Gate | null = null;
  #state: State = 'paused';
  /** When the last own step went out, in the recording and by the clock. */
  #last: { readonly recorded: number; readonly live: number };
  /** What is said last to a client that leaves. */
  readonly #partingSeq: number | null;
  /** When the head of a hijack was written; null: not yet, or it is none. */
  #hijackedAt: number | null = null;
  /** In the middle of a piece. */
  #pouring = false;
  #cancelPause: (() => void) | null = null;
  #cancelStall: (() => void) | null = null;

  constructor(parts: PlaybackParts) {
    const { interaction, deck, stage, continued, build } = parts;
    this.#parts = parts;
    this.interaction = interaction;
    if (interaction.outcome.kind === 'hijacked') {
      const compared = deck.objects.hasTerminal(interaction) !== true;
      const onPing = (payload: Buffer) => void parts.reply.write(pongFrame(payload));
      const framing = websocketKey(parts.request) === undefined ? {} : { onPing };
      this.#stdin = new Stdin(interaction, deck.cassette.files, { compared, words: deck.wordsFor(interaction), ...framing });
    } else {
      this.#stdin = null;
    }
    if ('chunks' in interaction.outcome) deck.streams.add(this);
    this.#gates = new Gates(interaction, deck, this.#stdin, build);
    this.#partingSeq = partingSeq(interaction);
    this.#steps = stepsOf(interaction, deck.cassette.files, {
      words: deck.wordsFor(interaction),
      continued,
      key: websocketKey(parts.request),
    });
    this.#last = { recorded: interaction.times.requestEnd ?? interaction.times.request, live: stage.clock.now() };
  }

  start(): void {
    this.#parts.build?.listen(this);
    this.#parts.build?.start();
    this.#move();
  }

  /** Its build has come further. */
  moved(): void {
    this.lookAgain();
  }

  /** Its build cannot go on: the client is told as the engine tells of a build that fails. */
  missed(miss: Miss): void {
    if (this.#state === 'over') return;
    const { reply } = this.#parts;
    const last = failedBuild(this.interaction, miss.message);
    this.#end();
    if (last === null) {
      reply.reset();
      return;
    }
    reply.write(last);
    reply.finish();
  }

  lookAgain(): void {
    if (this.#state === 'gated') this.#move();
  }

  /** Raw bytes of the client, after the hijack. */
  stream(bytes: Buffer): void {
    this.#hear((stdin, now) => stdin.take(bytes, now));
  }

  streamEnd(): void {
    if (this.#state === 'held' && this.#stdin?.isEndRecorded === false) {
      // A client that leaves looks like one that ends its stdin. Either way there is nothing more to say to it.
      this.#finish('close');
      return;
    }
    if (this.#stdin?.isLeftEarly === true && this.#state !== 'over') this.#finish('close');
    else this.#hear((stdin, now) => stdin.takeEnd(now));
  }

  /** The client is gone. */
  left(): void {
    this.#end();
  }

  cutOff(): void {
    if (this.#state === 'over') return;
    this.#end();
    this.#parts.reply.reset();
  }

  isPast(seq: number): boolean {
    if (this.#state === 'over' || this.#state === 'held') return true;
    if (this.#step === null || this.#step.seq < seq) return false;
    return this.#stdin === null || this.#stdin.has(this.#stdin.awaitedBefore(seq));
  }

  isBetween(from: number, to: number): boolean {
    return this.#step !== null && this.#step.seq > from && this.#step.seq < to;
  }

  #hear(take: (stdin: Stdin, now: number) => string | null): void {
    if (this.#stdin === null || this.#state === 'held' || this.#state === 'over') return;
    const mismatch = take(this.#stdin, this.#parts.stage.clock.now());
    if (mismatch !== null) {
      this.#miss(streamMiss('stdin', describeRequest(this.#parts.request), this.#playing, mismatch));
    } else if (this.#state === 'gated') {
      // A slow upload is no stalled one.
      this.#stopStall();
      this.#move();
    }
    this.#spread();
  }

  /** As many steps as can be made now. */
  #move(): void {
    const { deck } = this.#parts;
    if (deck.spoiledBy(this.interaction) !== null) {
      this.#finish('reset');
      return;
    }
    this.#state = 'moving';
    while (this.#state === 'moving') {
      this.#step ??= this.#steps.next().value ?? null;
      // The last step is an end, so there always is one.
      const step = this.#step as Step;
      this.#gate ??= this.#gates.gateOf(step);
      if (!this.#gates.isOpen(this.#gate)) {
        this.#waitAtGate(step, this.#gate);
        return;
      }
      const delay = this.#delay(step, this.#gate);
      this.#stopStall();
      if (delay > 0) {
        this.#state = 'paused';
        this.#cancelPause = this.#parts.stage.clock.after(delay, () => this.#goOn());
        return;
      }
      this.#last = { recorded: step.at, live: this.#parts.stage.clock.now() };
      this.#step = null;
      this.#gate = null;
      this.#act(step.action);
    }
    this.#spread();
  }

  #goOn(): void {
    this.#cancelPause = null;
    if (this.#state === 'paused') this.#move();
  }

  #act(action: Action): void {
    const { reply } = this.#parts;
    switch (action.kind) {
      case 'write':
        this.#write(action.bytes());
        return;
      case 'pour':
        this.#state = 'paused';
        void this.#pour(action.stream());
        return;
      case 'hijack':
        this.#hijackedAt = this.#parts.stage.clock.now();
        reply.hijack();
        return;
      case 'half-close':
        reply.halfClose();
        return;
      case 'end':
        if (action.last.length > 0) reply.write(action.last);
        this.#finish(action.ending);
        return;
      default:
        action satisfies never;
    }
  }

  #write(bytes: Buffer): void {
    const { reply } = this.#parts;
    if (reply.write(bytes) || this.#state !== 'moving') return;
    this.#state = 'paused';
    reply.onDrain(() => this.#goOn());
  }

  async #pour(stream: AsyncIterable<Buffer>): Promise<void> {
    const { reply, request } = this.#parts;
    this.#pouring = true;
    try {
      for await (const bytes of stream) {
        if (this.#state === 'over') return;
        if (!reply.write(bytes)) await new Promise<void>((resolve) => this.#untilDrained(resolve));
      }
    } catch (error) {
      this.#miss(brokenCassette(describeRequest(request), error));
      return;
    }
    this.#pouring = false;
    this.#goOn();
  }

  /** Also when the client leaves: nothing drains then, and a file would stay open. */
  #untilDrained(resolve: () => void): void {
    if (this.#state === 'over') {
      resolve();
      return;
    }
    this.#cancelPause = resolve;
    this.#parts.reply.onDrain(resolve);
  }

  #finish(ending: Ending): void {
    const { reply } = this.#parts;
    switch (ending) {
      case 'hold':
        this.#state = 'held';
        this.#spread();
        return;
      case 'finish':
        this.#end();
        reply.finish();
        return;
      case 'close':
        this.#end();
        reply.close();
        return;
      case 'reset':
        this.#end();
        reply.reset();
        return;
      default:
        ending satisfies never;
    }
  }

  #waitAtGate(step: Step, gate: Gate): void {
    const { deck, stage } = this.#parts;
    this.#state = 'gated';
    deck.progress.wait(this);
    if (this.#cancelStall !== null || this.#gates.isAtBuild(gate)) return;
    if (gate.courtesySince !== null) {
      this.#cancelStall = stage.clock.after(COURTESY, () => {
        this.#gate = OPEN;
        this.#move();
      });
      return;
    }
    // What took its time in the recording may take it again.
    const pause = Math.max(0, step.at - this.#last.recorded);
    const isTyped = this.#stdin?.isTyped === true && gate.stdin !== null && !this.#stdin.has(gate.stdin);
    const patience = stage.gateTimeout * (isTyped ? TYPING : 1) + pause;
    this.#cancelStall = stage.clock.after(patience, () => {
      const reason = `waited ${patience} ms for ${this.#gates.explain(gate)}`;
      this.#miss(streamMiss('gate', describeRequest(this.#parts.request), this.#playing, reason));
    });
  }

  /** Milliseconds until the step is due: as long after the last thing it followed as in the recording. */
  #delay(step: Step, gate: Gate): number {
    const { deck, stage } = this.#parts;
    if (stage.speed === 'instant') {
      const behindStreams = gate.streamsOf.length > 0 && this.#cancelStall !== null ? BEHIND_STREAMS : 0;
      const parting = step.seq === this.#partingSeq ? partingPause(step.at - this.#last.recorded) : 0;
      return Math.max(behindStreams, this.#behindHead(step, gate), this.#last.live + parting - stage.clock.now());
    }
    let after = this.#last;
    if (gate.change !== null && gate.change.times.request > after.recorded) {
      after = { recorded: gate.change.times.request, live: deck.progress.heardAt(gate.change) ?? after.live };
    }
    if (gate.stdin !== null && this.#stdin !== null && gate.stdin.at > after.recorded) {
      after = { recorded: gate.stdin.at, live: this.#stdin.lastAt };
    }
    const pause = (step.at - after.recorded) / (stage.speed === 'recorded' ? 1 : stage.speed);
    return after.live + pause - stage.clock.now();
  }

  /** Milliseconds until a client has surely read the head of its stream. What it has done since says that it has. */
  #behindHead(step: Step, { change }: Gate): number {
    const { deck, stage } = this.#parts;
    if (this.#hijackedAt === null || !step.gated) return 0;
    const heard = Math.max(this.#stdin?.lastAt ?? 0, change === null ? 0 : (deck.progress.heardAt(change) ?? 0));
    return heard > this.#hijackedAt ? 0 : Math.max(0, this.#hijackedAt + stage.behindHead - stage.clock.now());
  }

  get #playing(): Playing {
    return { cassette: this.#parts.deck.name, interaction: this.interaction };
  }

  #miss(miss: Miss): void {
    const { deck, reply, stage } = this.#parts;
    deck.spoil(this.interaction, miss);
    this.#end();
    if (this.#hijackedAt !== null && !this.#pouring)
      reply.write(lastWords(this.interaction, deck.objects.hasTerminal(this.interaction), miss.message));
    reply.reset();
    stage.onMiss(miss);
  }

  #end(): void {
    if (this.#state === 'over') return;
    this.#state = 'over';
    const { deck } = this.#parts;
    this.#cancelPause?.();
    this.#stopStall();
    deck.progress.stopWaiting(this);
    deck.streams.delete(this);
    this.#parts.build?.unlisten(this);
    this.#parts.build?.abandon();
    this.#spread();
  }

  /** Others may wait for a stream to come this far, or for a change to be answered. */
  #spread(): void {
    const { progress } = this.#parts.deck;
    if ('chunks' in this.interaction.outcome) progress.advance();
    else if (this.#state === 'over' || this.#state === 'held') progress.answer(this.interaction);
    progress.spread();
  }

  #stopStall(): void {
    this.#cancelStall?.();
    this.#cancelStall = null;
  }
}
