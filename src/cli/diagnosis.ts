/** What `tapedeck doctor` finds out; its JSON is just this. */
export interface Check {
  readonly name: string;
  readonly verdict: 'good' | 'warning' | 'bad';
  readonly message: string;
}

export interface CandidateReport {
  readonly source: string;
  readonly url: string | null;
  readonly result: string;
  /** The first that says something; the others would be asked only without it. */
  readonly chosen: boolean;
  /** What came of asking; null where there was nothing to ask. */
  readonly answer: string | null;
}

export interface Diagnosis {
  readonly tapedeck: string;
  readonly checks: readonly Check[];
  readonly upstream: readonly CandidateReport[];
}
