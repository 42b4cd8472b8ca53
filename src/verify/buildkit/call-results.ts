/** What came of the recorded calls at the live engine, over all connections to it. */
import type { RawHeaders } from '../../cassette/types.ts';
import type { RecordedCall } from '../../meaning/buildkit/recorded-calls.ts';

export interface CallResult {
  readonly messages: Buffer[];
  /** Null: it is not over, or was broken off. */
  trailers: RawHeaders | null;
  over: boolean;
  /** Why there are no trailers. */
  reason: string;
}

export class CallResults {
  readonly #results = new Map<RecordedCall, CallResult>();
  readonly #listeners = new Set<() => void>();

  /** The call was made. */
  begin(call: RecordedCall): CallResult {
    const result: CallResult = { messages: [], trailers: null, over: false, reason: '' };
    this.#results.set(call, result);
    return result;
  }

  end(call: RecordedCall, trailers: RawHeaders | null, reason: string): void {
    const result = this.#results.get(call);
    if (result === undefined || result.over) return;
    Object.assign(result, { trailers, reason, over: true });
    this.move();
  }

  /** Undefined: it was not made. */
  of(call: RecordedCall): CallResult | undefined {
    return this.#results.get(call);
  }

  /** Calls that were made and are not over. */
  get open(): readonly RecordedCall[] {
    return [...this.#results].filter(([, { over }]) => !over).map(([call]) => call);
  }

  /** Something else happened that somebody may wait for. */
  move(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  /** Resolves as soon as it is so. */
  async when(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      await new Promise<void>((resolve) => {
        const listener = () => {
          this.#listeners.delete(listener);
          resolve();
        };
        this.#listeners.add(listener);
      });
    }
  }

  /** Told whenever a call is over. */
  listen(listener: () => void): void {
    this.#listeners.add(listener);
  }

  unlisten(listener: () => void): void {
    this.#listeners.delete(listener);
  }
}
