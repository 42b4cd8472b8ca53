/** What reports of drift are told beside the drift. */
import type { TextPlace } from '../cassette/json-places.ts';

/** Finds where a drift stands in the recording. */
export interface DriftPlaces {
  /** File of an interaction, written as the path of its cassette is; null where it is not there to be looked at. */
  file(cassettePath: string, interaction: number): string | null;
  /** Where a JSON pointer leads in that file; null where that cannot be told. */
  place(file: string, pointer: string): TextPlace | null;
}
