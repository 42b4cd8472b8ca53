/**
 * The options of a cassette in a test. Tests are often JavaScript, which no compiler reads: what is no option, or no value of
 * one, is refused before anything starts, and not found out when a stream waits NaN ms.
 */
import { inspect } from 'node:util';
import { compileSchema } from '../cassette/check.ts';
import { readBindingRules } from '../cli/binding-rules.ts';
import { parseEndpoint } from '../docker/endpoint.ts';
import { TapedeckError } from '../errors.ts';

/**
 * When an engine is asked, with VCR's meaning:
 * - `once`: where there is no cassette yet; else it is played, and what is not in it is a miss;
 * - `new-episodes`: for what the cassette does not have, which is recorded behind what it has;
 * - `none`: never; - `all`: always, and the cassette is written anew.
 */
export type RecordMode = 'once' | 'new-episodes' | 'none' | 'all';

export const MODES: readonly RecordMode[] = ['once', 'new-episodes', 'none', 'all'];

export interface CassetteOptions {
  /** Default: the environment variable TAPEDECK_MODE, else `once`. */
  readonly mode?: RecordMode;
  /** Where cassettes lie, relative to the working directory. Default: `cassettes`. */
  readonly directory?: string;
  /** The engine to record: `unix:///path`, `tcp://host:port`. Default: as the docker CLI finds it. */
  readonly upstream?: string;
  /** Let DOCKER_HOST of this process lead here until `stop`, and take away what would lead clients elsewhere. Default: false. */
  readonly setDockerHost?: boolean;
  /** Interactions that were never asked for count as misses do. Default: false. */
  readonly requireAll?: boolean;
  /** The API version in the path does not count. Default: false. */
  readonly anyVersion?: boolean;
  /** A change that is asked for again gets its last answer, and is no miss. Default: false. */
  readonly allowRepeats?: boolean;
  /** Nothing may vary: each name and id must be the recorded one. Default: false. */
  readonly exact?: boolean;
  /** What may vary beside the known: `ContainerCreate body /Labels/build any`. */
  readonly bind?: readonly string[];
  /** Pauses: left out, as they were, or so many times as fast. Default: `instant`. */
  readonly speed?: 'instant' | 'recorded' | number;
  /** Milliseconds a stream waits for the request that it followed in the recording, at most an hour. Default: 5000. */
  readonly gateTimeout?: number;
  /** Equal times in what is recorded, so that two recordings differ little. Default: false. */
  readonly normaliseTimes?: boolean;
}

/** A JSON schema of one option. Its description ends the sentence "mode is …, not". */
type OptionSchema = Readonly<Record<string, unknown>> & { readonly description: string };
type OptionSchemas = Readonly<Record<string, OptionSchema>>;

const YES_OR_NO: OptionSchema = { type: 'boolean', description: 'true or false' };
const DIRECTORY: OptionSchema = { type: 'string', minLength: 1, description: 'the path of a directory' };

/** A terminal's gates wait sixty times as long, and timers of Node fire at once beyond some 24 days. */
const LONGEST_GATE = 3_600_000;

const PLAYBACK = {
  directory: DIRECTORY,
  requireAll: YES_OR_NO,
  anyVersion: YES_OR_NO,
  exact: YES_OR_NO,
  bind: { type: 'array', items: { type: 'string' }, description: 'a list of rules such as "ContainerCreate body /Labels/build any"' },
  speed: {
    anyOf: [{ enum: ['instant', 'recorded'] }, { type: 'number', exclusiveMinimum: 0 }],
    description: "'instant', 'recorded' or a number above 0",
  },
  gateTimeout: { type: 'number', minimum: 0, maximum: LONGEST_GATE, description: `a number of milliseconds from 0 to ${LONGEST_GATE}` },
} satisfies Partial<Record<keyof CassetteOptions, OptionSchema>>;

const OF_A_CASSETTE = {
  mode: { enum: MODES, description: MODES.map((mode) => `'${mode}'`).join(', ') },
  ...PLAYBACK,
  upstream: { type: 'string', description: "the URL of an engine, 'unix:///path' or 'tcp://host:port'" },
  setDockerHost: YES_OR_NO,
  allowRepeats: YES_OR_NO,
  normaliseTimes: YES_OR_NO,
} satisfies Record<keyof CassetteOptions, OptionSchema>;

const OF_A_SUITE: OptionSchemas = {
  ...OF_A_CASSETTE,
  hooks: { type: 'object', description: 'an object with beforeAll, afterAll, beforeEach, afterEach and expect' },
};

const OF_NOCK: OptionSchemas = {
  ...PLAYBACK,
  url: {
    type: 'string',
    pattern: '^https?://[^/]',
    description: "where clients believe the engine to be, such as 'http://127.0.0.1:2375'",
  },
};

/** What each function of the package takes. */
const KNOWN: Readonly<Record<string, OptionSchemas>> = {
  useCassette: OF_A_CASSETTE,
  cassetteForSuite: OF_A_SUITE,
  cassetteForEachTest: OF_A_SUITE,
  loadCassette: OF_NOCK,
};

/**
 * @param of the function that was called with them
 * @throws {TapedeckError} TD_USAGE where one is not known, or cannot have that value: with its name, what was given, and what may be
 */
export function checkOptions(of: 'useCassette' | 'cassetteForSuite' | 'cassetteForEachTest' | 'loadCassette', options: unknown): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw wrong(`the options of ${of} are ${shown(options)}, not an object such as { directory: 'cassettes' }`);
  }
  const known = KNOWN[of] as OptionSchemas;
  // To leave an option out and to give undefined is the same.
  const given: Readonly<Record<string, unknown>> = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(known, name));
  if (unknown !== undefined) throw wrong(`${unknown} is no option of ${of}; its options are ${Object.keys(known).sort().join(', ')}`);
  const problem = compileSchema({ $defs: { options: { type: 'object', properties: known } } }, 'options')(given);
  const name = problem?.pointer.split('/')[1];
  if (name !== undefined) throw wrong(`${of}: ${name} is ${shown(given[name])}, not ${known[name]?.description}`);
  const { bind, upstream } = given as Pick<CassetteOptions, 'bind' | 'upstream'>;
  if (bind !== undefined) readBindingRules({ bind, exact: false, explain: false });
  if (upstream !== undefined) checkUpstream(of, upstream);
}

/** Also where it is not asked: a typing error should not wait for the next recording. */
function checkUpstream(of: string, upstream: string): void {
  try {
    parseEndpoint(upstream);
  } catch (error) {
    if (!(error instanceof TapedeckError)) throw error;
    throw new TapedeckError('TD_USAGE', `${of}: upstream: ${error.message}`, error.hint === undefined ? {} : { hint: error.hint });
  }
}

/** On one line, however large it is. */
function shown(value: unknown): string {
  return inspect(value, { depth: 1, breakLength: Number.POSITIVE_INFINITY, maxStringLength: 100, maxArrayLength: 10 });
}

function wrong(message: string): TapedeckError {
  return new TapedeckError('TD_USAGE', message);
}
