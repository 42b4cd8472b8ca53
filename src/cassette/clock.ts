/** Time, handed in: what waits can be tested without waiting. */
export interface Clock {
  /** Milliseconds from any start. */
  now(): number;
  /** Calls once after that time. What it returns undoes it. */
  after(milliseconds: number, call: () => void): () => void;
}
