/**
 * The observer that records: events are redacted and put into the journal.
 *
 *   event ─► redactor ─► journal buffer ─┐  end of the event-loop turn: one write(2), then
 *   beforeClient(release) ─► releases ───┘  the releases of that turn, in order
 *
 * So what a client has received is on disk (in the page cache at least: it survives the end of this process). A disk
 * that refuses ends the recording, once and aloud, and never the client: releases go on as if nobody recorded.
 */
import type { ExchangeEvent, ExchangeObserver, RedactionNote } from '../cassette/exchange.ts';

/** Where redacted events go. Both may throw; the recording then ends. */
export interface JournalSink {
  /** Takes an event over: its Buffers may be changed once this returns. */
  event(event: ExchangeEvent | RedactionNote): void;
  /** Returns when everything heard so far would survive the end of this process. */
  commit(): void;
}

/** Replaces secrets; hands on what may be kept, now or later but in order. */
export interface EventFilter {
  event(event: ExchangeEvent): void;
}

export interface RecorderOptions {
  readonly journal: JournalSink;
  readonly redact: (next: (event: ExchangeEvent | RedactionNote) => void) => EventFilter;
  /** Runs a function at the end of this turn of the event loop: `setImmediate`. */
  readonly defer: (flush: () => void) => void;
  /** Called once when the recording had to end early. */
  readonly onIncomplete: (error: unknown) => void;
}

export class Recorder implements ExchangeObserver {
  readonly #journal: JournalSink;
  readonly #filter: EventFilter;
  readonly #defer: (flush: () => void) => void;
  readonly #onIncomplete: (error: unknown) => void;
  #releases: (() => void)[] = [];
  #scheduled = false;
  #stopped = false;

  constructor(options: RecorderOptions) {
    this.#journal = options.journal;
    this.#filter = options.redact((event) => this.#journal.event(event));
    this.#defer = options.defer;
    this.#onIncomplete = options.onIncomplete;
  }

  event(event: ExchangeEvent): void {
    if (this.#stopped) return;
    try {
      this.#filter.event(event);
    } catch (error) {
      this.#stop(error);
    }
    this.#schedule();
  }

  beforeClient(release: () => void): void {
    this.#releases.push(release);
    this.#schedule();
  }

  /** Commits and releases now instead of at the end of the turn. For the end of a recording. */
  flush(): void {
    if (!this.#stopped) {
      try {
        this.#journal.commit();
      } catch (error) {
        this.#stop(error);
      }
    }
    const releases = this.#releases;
    this.#releases = [];
    for (const release of releases) release();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#defer(() => {
      this.#scheduled = false;
      this.flush();
    });
  }

  #stop(error: unknown): void {
    this.#stopped = true;
    this.#onIncomplete(error);
  }
}
