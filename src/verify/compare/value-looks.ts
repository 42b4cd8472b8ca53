/** Which kind of identity a value or a part of a text is, by its look: what engines make up anew in every run. */
import type { IdentityKind } from '../identities.ts';

export interface Token {
  readonly kind: IdentityKind;
  readonly text: string;
}

const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*';
const DAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,?';
const EDGE = '(?![0-9A-Za-z])';
const START = '(?<![0-9A-Za-z])';

/** In the order in which they are tried; of what stands within a longer word nothing is taken. */
const FORMS: readonly (readonly [IdentityKind, string])[] = [
  ['token', 'SWMTKN-\\d+-[0-9a-z]+-[0-9a-z]+'],
  ['token', 'SWMKEY-\\d+-[0-9A-Za-z+/=]+'],
  [
    'time',
    String.raw`${START}\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|\s?[-+]\d\d:?\d\d(?:\s[A-Z]{2,5})?(?:\sm=\+[0-9.]+)?|\s[A-Z]{2,5})?`,
  ],
  ['time', String.raw`${START}${DAY} ${MONTH} +\d{1,2} \d\d:\d\d:\d\d(?:\s[A-Z]{2,5})? \d{4}${EDGE}`],
  ['time', String.raw`${START}${DAY} \d{1,2} ${MONTH} \d{4} \d\d:\d\d:\d\d(?:\s(?:[A-Z]{2,5}|[-+]\d{4}))?`],
  ['id', `${START}[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}${EDGE}`],
  ['id', `${START}[0-9a-f]{64}${EDGE}`],
  // Swarm's, of 25 characters; and the short form of ids.
  ['id', `${START}(?=[0-9a-z]*[0-9])(?=[0-9]*[a-z])[0-9a-z]{25}${EDGE}`],
  ['id', `${START}[0-9a-f]{12}${EDGE}`],
  ['mac', `(?<![0-9A-Za-z:])[0-9a-f]{2}(?::[0-9a-f]{2}){5}(?![0-9A-Za-z:])`],
  ['address', String.raw`(?<![0-9A-Za-z.])(?:10|127|169\.254|172\.(?:1[6-9]|2\d|3[01])|192\.168)(?:\.\d{1,3}){2,3}(?![0-9A-Za-z]|\.\d)`],
  // A directory for the time being: `tmp/docker-import-2120955951/`.
  ['number', String.raw`(?<=/[A-Za-z-]*[A-Za-z]-?)\d{7,}(?=[/:])`],
  // The size of a network that the engine chose.
  ['number', String.raw`(?<=\d\.\d{1,3})/\d{1,2}(?!\d)`],
  ['address', `(?<![0-9A-Za-z:])f[cde][0-9a-f]{2}(?::{1,2}[0-9a-f]{1,4}){1,7}(?:::)?(?![0-9A-Za-z:])`],
  // What the kernel hands out: /proc/sys/net/ipv4/ip_local_port_range begins there.
  [
    'port',
    String.raw`(?<=[0-9A-Za-z\].]:)(?:3276[89]|327[7-9]\d|32[89]\d\d|3[3-9]\d{3}|[45]\d{4}|6[0-4]\d{3}|65[0-5]\d\d)(?![0-9A-Za-z.:])`,
  ],
];

const TOKENS = new RegExp(FORMS.map(([, form]) => `(${form})`).join('|'), 'g');
const ZERO_TIME = /^0001-01-01T00:00:00/;
const FIRST_EPHEMERAL_PORT = 32_768;
/** `eager_hopper`, with a digit where it was taken. */
const MADE_NAME = /^\/?[a-z]{2,}_[a-z]{2,}\d?$/;

/** What no text of an engine holds. */
const EDGE_OF_MARK = '\u0000';
/** What stands for a token in a skeleton. */
export const MARK: RegExp = new RegExp(`${EDGE_OF_MARK}([a-z]+)${EDGE_OF_MARK}`, 'g');

/** Finds them all, in order; what stands between them is the text's skeleton. */
export function tokensOf(text: string): { readonly tokens: readonly Token[]; readonly skeleton: string } {
  const tokens: Token[] = [];
  const skeleton = text.replace(TOKENS, (match, ...groups) => {
    const kind = FORMS[groups.slice(0, FORMS.length).findIndex((group) => group !== undefined)]?.[0] as IdentityKind;
    tokens.push({ kind, text: match });
    return `${EDGE_OF_MARK}${kind}${EDGE_OF_MARK}`;
  });
  return { tokens, skeleton };
}

/** Whether both are a port that the engine chose. */
export function isChosenPort(text: string): boolean {
  return /^\d{5}$/.test(text) && Number(text) >= FIRST_EPHEMERAL_PORT && Number(text) <= 65_535;
}

export function isMadeName(text: string): boolean {
  return MADE_NAME.test(text);
}

/** Go's zero time says that something has not happened. */
export function isZeroTime(text: string): boolean {
  return ZERO_TIME.test(text);
}
