/**
 * What every report of findings is: it is told of the cassettes and their interactions one after the other, also of those
 * without a finding, and gives text as it comes, so that none has to hold the findings of 10,000 interactions.
 *
 *   cassette ─► interaction, interaction, … ─► cassette ─► … ─► end
 */
import type { TextPlace } from '../cassette/json-places.ts';
import type { ApiVersion, Interaction } from '../cassette/types.ts';
import type { Finding } from '../docker/finding.ts';
import type { Colours } from './colours.ts';

export interface ReportedCassette {
  readonly name: string;
  /** Its directory: relative to the working directory, with `/`; absolute where it lies elsewhere. */
  readonly path: string;
}

export interface ReportedInteraction {
  readonly interaction: Interaction;
  /** The version it was held against. */
  readonly apiVersion: ApiVersion;
  readonly findings: readonly Finding[];
  /** Its file, written as the path of its cassette is; null where it stands in the journal still. */
  readonly file: string | null;
  /** Where JSON pointers lead in that file; null where it cannot be told. Reads the file: ask once. */
  locate(pointers: readonly string[]): readonly (TextPlace | null)[];
}

/** What a report says beside its findings, where its format has room for it. */
export interface Appendix {
  /** What JSON calls it. */
  readonly name: string;
  readonly json: unknown;
  text(colours: Colours): string;
}

export interface FindingsReport {
  /** The interactions that follow are of this cassette. Returns text to be written now, as the others do. */
  cassette(cassette: ReportedCassette): string;
  interaction(reported: ReportedInteraction): string;
  end(appendices?: readonly Appendix[]): string;
}
