/** How a server is told to end, and a run. */

/** Why a run was broken off: the reason of the AbortSignal that all its parts have. */
export class Interruption {
  readonly signal: NodeJS.Signals;

  constructor(signal: NodeJS.Signals) {
    this.signal = signal;
  }

  /** For people. */
  toString(): string {
    return `${this.signal} ended the run`;
  }
}

/** Resolves at the first SIGINT, SIGTERM or SIGHUP. A second one ends the process at once: somebody is in a hurry. */
export function untilStopped(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
    for (const signal of signals) {
      process.once(signal, () => {
        // `once` has taken this listener away; without the others the default action of each is back in place.
        for (const other of signals) process.removeAllListeners(other);
        resolve(signal);
      });
    }
  });
}
