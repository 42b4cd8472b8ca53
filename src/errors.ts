/**
 * Every error that tapedeck throws on purpose. Expected results (a miss, a finding) are values, not errors.
 *
 * Callers test `code`; people read `message` and `hint`. The list of codes with what to do is in docs/errors.md.
 */
export type ErrorCode =
  | 'TD_USAGE' // the command line or an option value is wrong
  | 'TD_CASSETTE_FORMAT' // a cassette file does not fit its schema, or is broken
  | 'TD_CASSETTE_NEWER' // the cassette was written by a newer format than this program knows
  | 'TD_CASSETTE_MISSING' // no cassette of that name or path
  | 'TD_CASSETTE_BUSY' // another recorder holds the cassette
  | 'TD_NOT_A_CASSETTE' // the directory exists and is something else
  | 'TD_UPSTREAM_UNREACHABLE' // no engine answers there
  | 'TD_LISTEN' // cannot listen: port taken, path too long, no permission
  | 'TD_COMMAND' // the wrapped command could not be started
  | 'TD_NOT_CONNECTED' // the wrapped command never connected
  | 'TD_RECORDING_INCOMPLETE' // the disk refused: the recording ends early
  | 'TD_API_VERSION' // an Engine API version that is not known
  | 'TD_API_DESCRIPTION' // a file given to `api import` is no Engine API description, or cut off
  | 'TD_MISSES' // a test asked for what is not in its cassette
  | 'TD_SETUP' // what an upgrade check was to do to the engine first has failed
  | 'TD_IO'; // any other refusal of the file system

export class TapedeckError extends Error {
  override readonly name = 'TapedeckError';
  readonly code: ErrorCode;
  /** What the reader can do about it: one sentence. */
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
  }
}
