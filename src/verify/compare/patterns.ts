/** Finds the first row of a table that speaks of a place of an operation's answer. */
import { placePattern } from './place.ts';

interface PlacedRow {
  /** Id of an operation; `*`: of any. */
  readonly operation: string;
  readonly place: string;
}

export class Patterns<R extends PlacedRow> {
  readonly #rows: readonly { readonly row: R; readonly fits: RegExp }[];
  readonly #known = new Map<string, R | null>();

  constructor(rows: readonly R[]) {
    this.#rows = rows.map((row) => ({ row, fits: placePattern(row.place) }));
  }

  find(operation: string | null, place: string): R | null {
    const key = `${operation} ${place}`;
    let row = this.#known.get(key);
    if (row === undefined) {
      const speaks = ({ row: one, fits }: { row: R; fits: RegExp }) =>
        (one.operation === '*' || one.operation === operation) && fits.test(place);
      row = this.#rows.find(speaks)?.row ?? null;
      // Fields come from engines: their number has no bound.
      if (this.#known.size >= 10_000) this.#known.clear();
      this.#known.set(key, row);
    }
    return row;
  }
}
