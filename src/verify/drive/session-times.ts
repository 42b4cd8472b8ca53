/**
 * Moments of the recording on the clock of the run. Clients' pauses are not replayed and engines are as fast as they are: a
 * moment between two things that were recorded (a request, the end of an answer) is one between the two as they happened now.
 */

/** Billions of a second, as engines count. */
const NANOS = 1_000_000n;
/** Milliseconds. A time further than this from the session has nothing to do with it (`since=0`). */
const NEAR = 24 * 60 * 60 * 1000;
/** Milliseconds before a question that are still "until now" there: clients say whole seconds, and greet the engine first. */
const JUST_NOW = 2000;

export class SessionTimes {
  /** Milliseconds of the epoch; null where the cassette's times were made equal. */
  readonly #recordedAt: number | null;
  /** `recorded` in milliseconds since the recording began, `live` in milliseconds of the epoch. */
  readonly #moments: { readonly recorded: number; readonly live: number }[] = [];

  /** @param recordedAt of the cassette */
  constructor(recordedAt: string) {
    const epoch = Date.parse(recordedAt);
    this.#recordedAt = Number.isNaN(epoch) || epoch === 0 ? null : epoch;
  }

  /** What was recorded then has happened now. */
  happened(recorded: number, live: number): void {
    this.#moments.push({ recorded, live });
  }

  /**
   * A value of `since` or `until`: seconds of the epoch with or without a fraction, or a date as in RFC 3339. Anything
   * else, and what lies a day or more from the session, is left as it is.
   */
  toLive(text: string): string {
    return this.#moved(text, (recorded) => this.#liveOf(recorded));
  }

  /**
   * The same for `until` of a question that is asked again: "until now" comes to a later moment, or what has happened since it was
   * asked first would never be told.
   * @param asked when it was asked, as in `happened`
   */
  untilAgain(text: string, asked: { readonly recorded: number; readonly live: number }): string {
    return this.#moved(text, (recorded) => {
      const before = asked.recorded - recorded;
      return before >= 0 && before <= JUST_NOW ? asked.live - before : this.#liveOf(recorded);
    });
  }

  /** @param liveOf from milliseconds since the recording began to milliseconds of the epoch */
  #moved(text: string, liveOf: (recorded: number) => number): string {
    const nanos = readNanos(text);
    if (nanos === null || this.#recordedAt === null) return text;
    const recorded = Number(nanos / NANOS) - this.#recordedAt;
    if (Math.abs(recorded) > NEAR) return text;
    const shift = BigInt(Math.round(liveOf(recorded) - (recorded + this.#recordedAt)));
    return writeNanos(nanos + shift * NANOS, text);
  }

  /** @param recorded milliseconds since the recording began. Gives milliseconds of the epoch */
  #liveOf(recorded: number): number {
    const before = this.#moments.filter((moment) => moment.recorded <= recorded);
    const after = this.#moments.filter((moment) => moment.recorded > recorded);
    const near = latest(before) ?? earliest(after);
    if (near === undefined) return recorded + (this.#recordedAt ?? 0);
    const [notBefore, notAfter] = [Math.max(...before.map(({ live }) => live)), Math.min(...after.map(({ live }) => live))];
    return Math.max(notBefore, Math.min(near.live + recorded - near.recorded, notAfter));
  }
}

const byRecorded = (a: { readonly recorded: number }, b: { readonly recorded: number }): number => a.recorded - b.recorded;
const latest = <T extends { readonly recorded: number }>(moments: readonly T[]): T | undefined => [...moments].sort(byRecorded).at(-1);
const earliest = <T extends { readonly recorded: number }>(moments: readonly T[]): T | undefined => [...moments].sort(byRecorded)[0];

function readNanos(text: string): bigint | null {
  const [, seconds, fraction = ''] = /^(\d{1,12})(?:\.(\d{1,9}))?$/.exec(text) ?? [];
  if (seconds !== undefined) return BigInt(seconds) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'));
  const [, day, nanos = '', zone] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(text) ?? [];
  const epoch = day === undefined ? Number.NaN : Date.parse(`${day}${zone}`);
  return Number.isNaN(epoch) ? null : BigInt(epoch) * NANOS + BigInt(nanos.padEnd(9, '0'));
}

/** In the form in which it was recorded, but with a fraction: the whole second may lie on the other side of what happened. */
function writeNanos(nanos: bigint, like: string): string {
  const [seconds, fraction] = [nanos / 1_000_000_000n, (nanos % 1_000_000_000n).toString().padStart(9, '0')];
  const cut = `.${fraction.slice(0, /\.(\d+)/.exec(like)?.[1]?.length ?? 9)}`;
  if (!like.includes('T')) return `${seconds}${cut}`;
  return `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}${cut}Z`;
}
