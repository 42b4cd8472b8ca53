import type { Mask } from '../../support/normalise-output.ts';

/**
 * What somebody does at a shell with docker, as data. The scripts are POSIX sh with
 *   $D  the docker CLI      $W  a folder to read from      $O  a folder to write to, empty before each run
 *   $TYPIST  types at a terminal (typist.mjs)              until_seen FILE TEXT
 * Objects are named td-…, so that on an engine with a life of its own nothing else is touched.
 */
export interface Session {
  /** Also the name of the cassette. */
  readonly name: string;
  /** Run straight on the engine before each run, unrecorded. */
  readonly setup?: string;
  readonly script: string;
  /** Run straight on the engine after each run; may fail. */
  readonly cleanup?: string;
  /** What moves in the output of this session beside ids, ages, percentages, times and addresses. */
  readonly masks?: readonly Mask[];
  /** What the client itself makes up anew in every run, from the same bytes of the engine: not even replay can repeat it. */
  readonly clientMasks?: readonly Mask[];
}

export const sh = String.raw;

/** A container that lives until it is removed and does nothing. */
export const IDLE = 'sh -c "trap exit TERM; sleep 1000 & wait"';

/**
 * A shell for terminals. busybox's own edits lines, and draws its prompt again when the size of the terminal comes, a
 * moment after the start: what it prints depends on that moment.
 */
export const SHELL = `sh -c 'while printf "> " && read -r line; do eval "$line"; done'`;
