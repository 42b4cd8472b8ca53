/**
 * Work that waits until the bytes it is about have gone on. It is done in order, a little a turn of the event loop, so
 * that sockets are served in between; what it costs is for who adds it to say.
 */

type Task = { readonly cost: number; readonly run: () => void | Promise<void> };

/** What is done in one turn: some milliseconds' worth where a byte of JSON costs 1. */
const TURN = 128 * 1024;

export class Tasks {
  readonly #defer: (run: () => void) => void;
  readonly #onFault: (error: unknown) => void;
  #waiting: Task[] = [];
  #at = 0;
  #scheduled = false;

  /**
   * @param defer runs a function in the next turn of the event loop: `setImmediate`
   * @param onFault a task threw; the others go on
   */
  constructor(defer: (run: () => void) => void, onFault: (error: unknown) => void) {
    this.#defer = defer;
    this.#onFault = onFault;
  }

  add(cost: number, run: Task['run']): void {
    this.#waiting.push({ cost, run });
    this.#schedule();
  }

  /** Resolves when nothing waits any more. */
  async finish(): Promise<void> {
    while (this.#at < this.#waiting.length || this.#scheduled) await new Promise<void>((resolve) => this.#defer(resolve));
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#defer(() => void this.#turn());
  }

  async #turn(): Promise<void> {
    for (let spent = 0; spent < TURN; ) {
      const task = this.#waiting[this.#at];
      if (task === undefined) break;
      this.#at += 1;
      spent += task.cost;
      try {
        const promise = task.run();
        if (promise !== undefined) await promise;
      } catch (error) {
        this.#onFault(error);
      }
    }
    this.#forget();
    this.#scheduled = false;
    if (this.#waiting.length > 0) this.#schedule();
  }

  /** Taking from the front of a long list one by one would cost its length each time. */
  #forget(): void {
    if (this.#at < 1024 && this.#at < this.#waiting.length) return;
    this.#waiting = this.#waiting.slice(this.#at);
    this.#at = 0;
  }
}
