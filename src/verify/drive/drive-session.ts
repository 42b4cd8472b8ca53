/**
 * Does at a live engine what a recorded client did, and holds the answers against the recorded ones.
 *
 *   acts, in recorded order ──► gate: has the engine said what it had said by then? ──► request, piece, half-close, leave
 *                                  ▲                                                       │
 *                                  └── answers end, are compared (reads again and again) ◄─┘
 *
 * So the run has the recording's order and its concurrency, and none of its pauses. Whatever is waited for has an end: an
 * answer by its patience, a stream that says less than it did by the time that it had taken.
 */
import type { Cassette, Interaction } from '../../cassette/types.ts';
import { pieceBytes } from '../../cassette/wire-stream.ts';
import { findOperation } from '../../docker/operations.ts';
import { setsSize } from '../terminal-sizes.ts';
import type { Difference, Told } from '../types.ts';
import { type Act, actsOf, wasLeft } from './acts.ts';
import { Bell } from './bell.ts';
import { Comparer } from './comparer.ts';
import type { LiveTold } from './door.ts';
import type { CheckedInteraction, DrivenSession, DriveParts, UncheckedInteraction } from './drive-parts.ts';
import { driveStream } from './drive-stream.ts';
import { LiveExchange } from './exchange.ts';
import { failedDifference, failureOf } from './failures.ts';
import { Gate, isMeasured } from './gates.ts';
import { HandedBack } from './handed-back.ts';
import { headOnly } from './head-only.ts';
import { type LiveWords, liveRequest } from './live-request.ts';
import { LostObjects } from './lost-objects.ts';
import { isChange, isRepeatable, Reads } from './reads.ts';
import { SessionTimes } from './session-times.ts';
import { undrivable } from './undrivable.ts';

/** Milliseconds that a stream gets beside three times the recorded pause. */
const TALK_PATIENCE = 5000;
/** Milliseconds that a create gets to answer when the run is broken off. */
const LAST_WORDS = 3000;
/** Milliseconds that a change waits for reads that are on their way. */
const READS_FIRST = 1000;
/** Exchanges in a row that come to nothing: the engine is not well. */
const MOST_FAILURES = 3;

/** @param interactions those that are to be sent */
export async function driveSession(interactions: readonly Interaction[], cassette: Cassette, parts: DriveParts): Promise<DrivenSession> {
  const handedBack = await HandedBack.of(interactions, cassette.files);
  try {
    return await new Session(interactions, cassette, parts, handedBack).run();
  } finally {
    handedBack.drop();
  }
}

class Session {
  readonly #interactions: readonly Interaction[];
  readonly #cassette: Cassette;
  readonly #parts: DriveParts;
  readonly #handedBack: HandedBack;
  readonly #comparer: Comparer;
  readonly #reads: Reads;
  readonly #times: SessionTimes;
  readonly #lost = new LostObjects();
  readonly #bell = new Bell();
  readonly #gates = new Map<Interaction, Gate>();
  /** Acts of each that are still to come. */
  readonly #left = new Map<Interaction, number>();
  readonly #leaves = new Map<Interaction, () => void>();
  readonly #retries = new Set<LiveExchange>();
  readonly #following: Promise<void>[] = [];
  readonly #checked: CheckedInteraction[] = [];
  readonly #unchecked = new Map<Interaction, UncheckedInteraction>();
  #failures = 0;
  #brokenOff: string | null = null;
  #fault: unknown = null;

  constructor(interactions: readonly Interaction[], cassette: Cassette, parts: DriveParts, handedBack: HandedBack) {
    this.#handedBack = handedBack;
    this.#interactions = interactions;
    this.#cassette = cassette;
    this.#parts = parts;
    this.#comparer = new Comparer(parts.compare, parts.identities);
    this.#reads = new Reads(interactions, cassette.files, this.#comparer, parts.clock);
    this.#times = new SessionTimes(cassette.info.recordedAt);
  }

  async run(): Promise<DrivenSession> {
    const { stopped } = this.#parts;
    const onStop = () => this.#breakOff(String(stopped.reason));
    if (stopped.aborted) onStop();
    stopped.addEventListener('abort', onStop);
    const driven = this.#interactions.filter((interaction) => this.#mayDrive(interaction));
    const acts = actsOf(driven, (interaction) => this.#isTaken(interaction));
    for (const { interaction } of acts) this.#left.set(interaction, (this.#left.get(interaction) ?? 0) + 1);
    let last = 0;
    for (const act of acts) {
      if (this.#brokenOff !== null) break;
      await this.#untilDue(act, act.at - last);
      if (this.#brokenOff === null) await this.#do(act);
      this.#acted(act.interaction);
      last = Math.max(last, act.at);
    }
    while (this.#following.length > 0) await this.#following.shift();
    stopped.removeEventListener('abort', onStop);
    if (this.#fault !== null) throw this.#fault;
    return this.#result();
  }

  #result(): DrivenSession {
    for (const { interaction } of this.#checked) {
      const reason = this.#parts.streams?.skipped(interaction) ?? null;
      if (reason !== null) this.#skip(interaction, reason);
    }
    const checked = this.#checked.filter(({ interaction }) => !this.#unchecked.has(interaction));
    const byId = (a: { interaction: Interaction }, b: { interaction: Interaction }) => a.interaction.id - b.interaction.id;
    return { checked: checked.sort(byId), unchecked: [...this.#unchecked.values()].sort(byId), brokenOff: this.#brokenOff };
  }

  #mayDrive(interaction: Interaction): boolean {
    const reason = undrivable(interaction, this.#parts.streams);
    if (reason !== null) this.#skip(interaction, reason);
    return reason === null;
  }

  #skip(interaction: Interaction, reason: string): void {
    this.#unchecked.set(interaction, { interaction, verdict: 'skipped', reason });
  }

  #isTaken(interaction: Interaction): boolean {
    return this.#parts.streams?.takes(interaction) === true;
  }

  #isMeasured(interaction: Interaction): boolean {
    return isMeasured(interaction) && !this.#isTaken(interaction) && !this.#readsToEnd(interaction);
  }

  #readsToEnd(interaction: Interaction): boolean {
    return this.#parts.streams?.readsToEnd(interaction) === true;
  }

  // ---- when

  /** @param pause milliseconds that the recorded client had let pass */
  async #untilDue({ seq }: Act, pause: number): Promise<void> {
    const time = { isUp: false };
    let undo: (() => void) | null = null;
    while (this.#brokenOff === null) {
      const lacking = [...this.#gates.values()].map((gate) => ({ gate, lacks: gate.lacks(seq) })).filter(({ lacks }) => lacks !== null);
      if (lacking.length === 0) break;
      // Heads and ends come, or their time is up. What a stream says may be less than it was.
      if (lacking.every(({ lacks }) => lacks === 'talk')) {
        if (time.isUp) {
          for (const { gate } of lacking) gate.excuse(seq);
          break;
        }
        undo ??= this.#parts.clock.after(3 * Math.max(0, pause) + TALK_PATIENCE, () => {
          time.isUp = true;
          this.#bell.ring();
        });
      }
      await this.#bell.wait();
    }
    undo?.();
    for (const [interaction, gate] of this.#gates) if (gate.settled) this.#gates.delete(interaction);
  }

  /**
   * A read that was on its way when a change was sent had seen the state before it, or behind it. What it shows too early is
   * asked again; what it shows too late is never seen any more. So it is answered first.
   */
  async #untilRead(): Promise<void> {
    const time = { isUp: false };
    const undo = this.#parts.clock.after(READS_FIRST, () => {
      time.isUp = true;
      this.#bell.ring();
    });
    const isReading = () => [...this.#gates].some(([interaction, { exchange }]) => !exchange.over && isPlainRead(interaction));
    while (this.#brokenOff === null && !time.isUp && isReading()) await this.#bell.wait();
    undo();
  }

  // ---- what

  async #do(act: Act): Promise<void> {
    const { interaction } = act;
    const exchange = this.#gates.get(interaction)?.exchange;
    switch (act.kind) {
      case 'request':
        await this.#request(act);
        return;
      case 'piece':
        // dockerd loses what comes before it has taken the connection over.
        while (exchange !== undefined && !exchange.answered && !exchange.over && this.#brokenOff === null) await this.#bell.wait();
        // What is typed may end the process, and with it the terminal whose size is still being set.
        while (this.#isSizing && this.#brokenOff === null) await this.#bell.wait();
        if (exchange?.hijacked === true) exchange.queue(() => pieceBytes(act.piece, this.#cassette.files));
        return;
      case 'half-close':
        exchange?.end();
        return;
      case 'leave':
        if (this.#isTaken(interaction) && exchange?.hijacked === true) this.#leaves.get(interaction)?.();
        else if (!this.#readsToEnd(interaction)) exchange?.leave();
        return;
      default:
        act satisfies never;
    }
  }

  get #isSizing(): boolean {
    return [...this.#gates].some(([interaction, gate]) => !gate.settled && setsSize(interaction.request));
  }

  #acted(interaction: Interaction): void {
    this.#left.set(interaction, (this.#left.get(interaction) ?? 1) - 1);
    this.#changed(interaction);
  }

  async #request({ interaction, at }: Act): Promise<void> {
    const reason = this.#lost.reasonAgainst(this.#recorded(interaction));
    if (reason !== null) {
      this.#skip(interaction, reason);
      return;
    }
    if (isChange(interaction)) await this.#untilRead();
    this.#times.happened(at, this.#parts.epoch());
    const exchange = await this.#open(interaction, {});
    if (exchange === null) return;
    this.#parts.onAsk(interaction);
    const gate = new Gate(exchange, this.#cassette.files, this.#isMeasured(interaction));
    this.#gates.set(interaction, gate);
    this.#following.push(
      this.#follow(exchange)
        .catch((error: unknown) => {
          this.#fault ??= error;
          this.#breakOff('tapedeck failed');
        })
        .finally(() => {
          gate.settled = true;
          this.#bell.ring();
        }),
    );
  }

  /** Null where it may not be sent. */
  async #open(interaction: Interaction, asked: Pick<LiveWords, 'again'>): Promise<LiveExchange | null> {
    const { door, api, admit } = this.#parts;
    const words = { identities: this.#comparer.identities, times: this.#times, api, ...asked };
    const admission = await admit(liveRequest(interaction.request, words));
    if (admission.kind !== 'send') {
      this.#unchecked.set(interaction, { interaction, verdict: admission.kind, reason: admission.reason });
      this.#lost.notAsked(this.#recorded(interaction));
      return null;
    }
    return new LiveExchange(door, {
      interaction,
      ...this.#handedBack.sendable(interaction, admission.request),
      measured: this.#isMeasured(interaction),
      onChange: () => this.#changed(interaction),
    });
  }

  /** An engine that has closed its side of a stream waits for ours. */
  #changed(interaction: Interaction): void {
    const exchange = this.#gates.get(interaction)?.exchange;
    if (exchange?.engineEnded === true && this.#left.get(interaction) === 0 && !this.#isTaken(interaction)) exchange.end();
    this.#bell.ring();
  }

  // ---- what comes of it

  async #follow(exchange: LiveExchange): Promise<void> {
    const { interaction } = exchange;
    if (this.#isTaken(interaction)) {
      const driven = await this.#driveStream(exchange);
      if (driven !== null) {
        if (this.#brokenOff === null) this.#checked.push({ interaction, differences: driven });
        return;
      }
    }
    const { told, tooLate } = await this.#patiently(exchange);
    this.#parts.onTold(this.#recorded(interaction), told);
    const failure = tooLate ? this.#tooLate(interaction) : failureOf(interaction, told.interaction);
    if (this.#brokenOff !== null || (failure !== null && (await this.#isOver(failure)))) {
      told.drop();
      return;
    }
    if (failure === null) {
      this.#failures = 0;
      if (!wasLeft(interaction)) this.#times.happened(interaction.times.end, this.#parts.epoch());
    }
    this.#lost.heard(this.#recorded(interaction), hasSucceeded(told.interaction));
    this.#reads.heard(interaction);
    const differences = failure !== null ? [failedDifference(interaction, failure)] : await this.#differences(interaction, told);
    told.drop();
    if (this.#brokenOff === null || differences.length === 0) this.#checked.push({ interaction, differences });
  }

  async #differences(interaction: Interaction, told: LiveTold): Promise<readonly Difference[]> {
    const recorded = this.#recorded(interaction);
    const inItsLanguage = this.#parts.streams?.compare(recorded, told) ?? null;
    if (inItsLanguage !== null) return [...(await this.#comparer.count(headOnly(recorded), headOnly(told))), ...inItsLanguage];
    if (!isRepeatable(interaction)) return this.#comparer.count(recorded, told);
    return this.#reads.settle(interaction, told, async () => {
      if (this.#brokenOff !== null) return null;
      const again = await this.#open(interaction, { again: { recorded: interaction.times.request, live: this.#parts.epoch() } });
      if (again === null) return null;
      this.#retries.add(again);
      const { told: answer, tooLate } = await this.#patiently(again);
      this.#retries.delete(again);
      if (!tooLate && failureOf(interaction, answer.interaction) === null) return answer;
      answer.drop();
      return null;
    });
  }

  /** What the stream's own driver finds; null where the engine did not agree to a stream. */
  async #driveStream(exchange: LiveExchange): Promise<readonly Difference[] | null> {
    const { interaction } = exchange;
    const { streams, clock, stopped } = this.#parts;
    while (!exchange.answered && !exchange.over && this.#brokenOff === null) await this.#bell.wait();
    if (!exchange.hijacked || streams === null) return null;
    const leaveDue = new Promise<void>((resolve) => this.#leaves.set(interaction, resolve));
    const time = { clock, stopped, patience: this.#patienceFor(interaction) };
    const { told, differences } = await driveStream(exchange, this.#recorded(interaction), streams, leaveDue, time);
    // What builds have made is told in their stream alone.
    this.#parts.onTold(this.#recorded(interaction), told);
    const heads = await this.#comparer.count(headOnly(this.#recorded(interaction)), headOnly(told));
    told.drop();
    return [...heads, ...differences];
  }

  /** The exchange as it went, and whether its time was up. One that the recorded client had left ends when it leaves: then only its head has a time. */
  async #patiently(exchange: LiveExchange): Promise<{ readonly told: LiveTold; readonly tooLate: boolean }> {
    let tooLate = false;
    const undo = this.#parts.clock.after(this.#patienceFor(exchange.interaction), () => {
      if (exchange.answered && wasLeft(exchange.interaction) && !this.#readsToEnd(exchange.interaction)) return;
      tooLate = true;
      exchange.leave();
    });
    const told = this.#handedBack.hold(exchange.interaction, await exchange.told);
    undo();
    return { told, tooLate: tooLate && !exchange.hasFinished };
  }

  #patienceFor({ times }: Interaction): number {
    return this.#parts.patience + 3 * Math.max(0, times.end - times.request);
  }

  #tooLate(interaction: Interaction): string {
    return `the engine did not come to the end of its answer within ${Math.round(this.#patienceFor(interaction) / 1000)} s`;
  }

  /** After a failure: whether the engine is no longer there, or not well. */
  async #isOver(failure: string): Promise<boolean> {
    this.#failures += 1;
    if (!(await this.#parts.isAlive())) this.#breakOff(`the engine no longer answers: ${failure}`);
    else if (this.#failures >= MOST_FAILURES) this.#breakOff(`${this.#failures} requests in a row have failed: ${failure}`);
    return this.#brokenOff !== null;
  }

  #breakOff(reason: string): void {
    if (this.#brokenOff !== null) return;
    this.#brokenOff = reason;
    for (const leave of this.#leaves.values()) leave();
    for (const { exchange } of this.#gates.values()) {
      // What it makes must be known, or it would be left behind: its answer gets a moment.
      if (makesByAnswer(exchange.interaction) && !exchange.over) this.#parts.clock.after(LAST_WORDS, () => exchange.leave());
      else exchange.leave();
    }
    for (const exchange of this.#retries) exchange.leave();
    this.#bell.ring();
  }

  #recorded(interaction: Interaction): Told {
    return { interaction, files: this.#cassette.files };
  }
}

/** Whether only the answer tells what was made: a create. */
function makesByAnswer({ request }: Interaction): boolean {
  const operation = findOperation(request.method, request.target)?.operation;
  return operation?.effect === 'change' && operation.transport === 'whole' && operation.object?.parameter === null;
}

/** Answered at once, and whole. */
function isPlainRead(interaction: Interaction): boolean {
  return interaction.outcome.kind === 'whole' && isRepeatable(interaction);
}

function hasSucceeded({ outcome }: Interaction): boolean {
  return 'head' in outcome && outcome.head.status < 300;
}
