/** Options that more than one command has, and how their texts are read. */
import { TapedeckError } from '../errors.ts';

export const reportOptions = {
  format: { type: 'string', choices: ['text', 'json'], default: 'text', describe: 'how the result is written' },
  output: { type: 'string', requiresArg: true, describe: 'write the result to FILE instead of stdout' },
} as const;

/** Of commands that give findings. */
export const findingsReportOptions = {
  ...reportOptions,
  format: { ...reportOptions.format, choices: ['text', 'json', 'junit', 'sarif', 'github'] },
} as const;

/** Of commands that find drift. */
export const driftReportOptions = {
  ...reportOptions,
  format: { ...reportOptions.format, choices: ['text', 'json', 'junit', 'sarif', 'html'] },
  'fail-on': {
    type: 'string',
    choices: ['breaking', 'changed', 'added'],
    default: 'breaking',
    describe: 'drift of this grade, or of a graver one, makes the exit code 1',
  },
  accept: { type: 'string', requiresArg: true, describe: 'known drift that does not count: FILE (schemas/accepted-drift-v1.json)' },
} as const;

/** Of commands that play recorded answers. */
export const playbackReportOptions = {
  ...reportOptions,
  format: { ...reportOptions.format, choices: ['text', 'json', 'junit'] },
} as const;

export const filterOptions = {
  operation: {
    type: 'string',
    array: true,
    requiresArg: true,
    describe: 'only interactions of this operation, e.g. ContainerCreate (may be repeated)',
  },
} as const;

export const apiOptions = {
  'api-dir': {
    type: 'string',
    requiresArg: true,
    describe: 'where imported API descriptions lie (default: ~/.local/share/docker-tapedeck/api)',
  },
} as const;

/** Of commands that play recorded answers: what of a request may differ from the recorded one. */
export const bindingOptions = {
  bind: {
    type: 'string',
    array: true,
    requiresArg: true,
    describe: 'what may vary beside the known: "OPERATION PLACE TYPE", e.g. "ContainerCreate body /Labels/build any" (may be repeated)',
  },
  exact: { type: 'boolean', default: false, describe: 'nothing may vary: each name and id must be the recorded one' },
  explain: { type: 'boolean', default: false, describe: 'say on stderr which values are taken for recorded ones, and why' },
} as const;

/** Of commands that play recorded answers. */
export const playbackOptions = {
  speed: { type: 'string', requiresArg: true, default: 'instant', describe: 'instant, recorded, or N times as fast as recorded' },
  'require-all': { type: 'boolean', default: false, describe: 'interactions that were never asked for count as misses' },
  'any-version': { type: 'boolean', default: false, describe: 'match whatever API version the path names' },
  'gate-timeout': { type: 'string', requiresArg: true, default: '5s', describe: 'how long a stream waits for the request it follows' },
  'allow-repeats': { type: 'boolean', default: false, describe: 'a change that is asked again gets its last answer, and is no miss' },
  rewind: {
    type: 'string',
    choices: ['never', 'auto'],
    default: 'never',
    describe: 'auto: play a cassette from its beginning when its session begins again',
  },
  control: {
    type: 'string',
    requiresArg: true,
    describe: 'listen there for POST /_tapedeck/rewind: unix:///path or tcp://127.0.0.1:port',
  },
} as const;

/** Of commands that record. */
export const normaliseOptions = {
  'normalise-times': {
    type: 'boolean',
    default: false,
    describe: 'write the same times in every recording, so that two of them differ little',
  },
} as const;

export const upstreamOptions = {
  upstream: {
    type: 'string',
    requiresArg: true,
    describe: 'the engine: unix:///path or tcp://host:port (default: as the docker CLI finds it)',
  },
} as const;

export const listenOptions = {
  listen: { type: 'string', requiresArg: true, describe: 'where clients connect: unix:///path or tcp://host:port' },
  'socket-mode': { type: 'string', requiresArg: true, default: '600', describe: 'permissions of a unix socket made by --listen, octal' },
  'ready-file': { type: 'string', requiresArg: true, describe: 'write the URL to FILE as soon as clients can connect' },
  'print-env': { type: 'boolean', default: false, describe: 'print the shell lines that lead clients here' },
} as const;

/** Every command has it; read before yargs' parsing is complete. */
export const configOption = {
  config: { type: 'string', requiresArg: true, describe: 'defaults of options (default: tapedeck.json here, if there is one)' },
} as const;

/** `600` or `0660`. */
export function readSocketMode(text: string): number {
  if (!/^0?[0-7]{3}$/.test(text)) throw wrong('socket-mode', text, 'three octal digits such as 600 or 660');
  return Number.parseInt(text, 8);
}

/** Playback speed: `instant`, `recorded`, or how many times faster than recorded (`10`, `0.5`, `2x`). */
export function readSpeed(text: string): 'instant' | 'recorded' | number {
  if (text === 'instant' || text === 'recorded') return text;
  const factor = /^(\d+(?:\.\d+)?|\.\d+)x?$/.exec(text)?.[1];
  if (factor === undefined || Number(factor) <= 0) throw wrong('speed', text, 'instant, recorded, or a number above 0');
  return Number(factor);
}

/** `5s`, `500ms`, `2m`; a bare number is seconds. Gives milliseconds. */
export function readDuration(option: string, text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m)?$/.exec(text) ?? [];
  if (number === undefined) throw wrong(option, text, 'a time such as 5s, 500ms or 2m');
  return Number(number) * (unit === 'ms' ? 1 : unit === 'm' ? 60_000 : 1000);
}

/** Timers take 31 bits of milliseconds, and fire at once where there is more. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;

/** The same for how long something may take: with no time at all nothing could. */
export function readTimeout(option: string, text: string): number {
  const milliseconds = readDuration(option, text);
  if (milliseconds > 0 && milliseconds <= LONGEST_TIMEOUT) return milliseconds;
  throw new TapedeckError('TD_USAGE', `--${option} ${text}: no time in which anything can be done`, {
    hint: 'Give a time above 0 and below 24 days, such as 5s, 500ms or 2m.',
  });
}

/** A version of the Engine API, `1.41`, also written `v1.41`; or `recorded`. Whether it is known is for the schemas to say. */
export function readApi(text: string): 'recorded' | `${number}.${number}` {
  if (text === 'recorded') return text;
  const version = /^v?(\d+\.\d+)$/.exec(text)?.[1];
  if (version === undefined) throw wrong('api', text, 'recorded or an API version such as 1.41');
  return version as `${number}.${number}`;
}

function wrong(option: string, text: string, wanted: string): TapedeckError {
  return new TapedeckError('TD_USAGE', `--${option} ${text}: not understood`, { hint: `Give ${wanted}.` });
}
