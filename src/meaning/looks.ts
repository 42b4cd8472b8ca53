/**
 * What a value looks like: how one tells a random name from a word. Only what looks made up, in the recording and now, may
 * stand for another value; `web` never does, and `web-1` is a name that somebody chose.
 */

export const UUID = /(?<![0-9A-Za-z])[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![0-9A-Za-z])/g;
const WHOLE_UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Ids that are long enough not to be words. */
export const LONG_TOKEN = /(?<![0-9A-Za-z])[0-9A-Za-z]{16,}(?![0-9A-Za-z])/g;
export const DIGEST = /^[0-9a-f]{64}$/;
/** What labels hold: md5 to sha256, and compose 1.29 loses leading zeros. */
export const HASH = /^[0-9a-f]{30,64}$/;
/** Where systems keep what is temporary, up to the first part that is made up. */
const TEMPORARY = /^(?:\/private)?\/(?:tmp|var\/tmp|var\/folders|dev\/shm|run\/user)\//;

/**
 * Pairs of letters in English words, the most common first. Of a word nearly all pairs are here, of letters drawn by lot
 * about one in five.
 */
const COMMON_PAIRS: ReadonlySet<string> = new Set(
  (
    'th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ic ne ea ra ' +
    'ce li ch ll be ma si om ur ca el ta la ns di fo ho pe ec pr no ct us ac ot il tr ly nc et ut ss so rs un lo wa ge ie wh ee ' +
    'wi em ad ol rt po we na ul ni ts mo ow pa im mi ai sh ir su id os iv ia am fi ci vi pl ig tu ev ld ry mp fe bl ab gh ty op ' +
    'wo sa ay ex ke fr oo av ag if ap gr od bo sp rd do uc bu ei ov by rm ep tt oc fa ef cu rn sc gi da yo cr cl du ga qu ue ff ' +
    'ba ey ls va um pp ua up lu go ht ru ug ds lt pi rc rr eg au ck ew mu br bi pt ak pu ui rg ib tl ny ki rk ys'
  ).split(' '),
);

export function isUuid(text: string): boolean {
  return WHOLE_UUID.test(text);
}

/** An id that only chance makes: long, letters and digits. A digest is none: it says what something is. */
export function isLongId(text: string): boolean {
  return text.length >= 16 && text.length !== 64 && /[0-9]/.test(text) && /[A-Za-z]/.test(text) && /^[0-9A-Za-z]+$/.test(text);
}

/** A word with a number behind it, or a number alone. */
const NUMBERED = /^([A-Za-z]*)([0-9]+)$/;

/** One run of letters and digits that nobody would choose: `7f3a`, `aB3dE9`, `qzxvbnkd`. Numbers are chosen: see areTwinNumbers. */
export function looksRandom(token: string): boolean {
  const [, word] = /^([A-Za-z]*)[0-9]*$/.exec(token) ?? [];
  // `node18`, `web100` and `db2019` were chosen, `sdetgml6` was not.
  if (word !== undefined) return word.length >= 6 && !isWordLike(word, 0.5);
  return token.length >= 5 || /^[0-9a-f]{4}$/.test(token);
}

/** A name that nobody would choose: some part of it is random, or a number that is longer than those that count. */
export function hasMadeUpPart(name: string): boolean {
  return name.split(/[-_.]/).some((part) => looksRandom(part) || /^[A-Za-z]*[0-9]{3,}$/.test(part));
}

/** Two runs that were made up in one way. */
export function areRandomTwins(a: string, b: string): boolean {
  const [first, second] = [looksRandom(a), looksRandom(b)];
  if (first && second) return true;
  if (areHexTwins(a, b)) return true;
  const isLong = a.length === b.length && a.length >= 6;
  // Looked at together, letters drawn by lot show more clearly.
  if (!first && !second) return isLong && /^[A-Za-z]+$/.test(a + b) && shareOfCommonPairs(a, b) < 0.5;
  // By lot: eight letters may look like a word.
  return isLong && !isWordLike(first ? b : a, a.length < 8 ? 0.7 : 0.8);
}

/** Hexadecimal digits, drawn by lot, may happen to be `cafe`, `1234` or `db20`: but hardly both of two. */
function areHexTwins(a: string, b: string): boolean {
  if (a.length !== b.length || a.length < 4 || ![a, b].every((text) => /^[0-9a-f]+$/.test(text))) return false;
  if (!/[a-f]/.test(a + b) || !/[0-9]/.test(a + b)) return false;
  const isChosen = (text: string) => text.length < 8 && /^[a-f]+[0-9]*$/.test(text);
  return !(isChosen(a) && isChosen(b));
}

/**
 * The same word with another number: `$RANDOM`, `$$` or the seconds since 1970, where a client makes up a name. Two numbers
 * of one or two digits count something, those with a zero before them too; and a number without a word may be anything.
 */
function areTwinNumbers(a: string, b: string): boolean {
  const [ours, theirs] = [NUMBERED.exec(a), NUMBERED.exec(b)];
  if (ours === null || theirs === null || ours[1] !== theirs[1]) return false;
  const [number, other] = [ours[2] as string, theirs[2] as string];
  return ![number, other].some((text) => /^0./.test(text)) && areLongNumbers(number, other);
}

/** Longer than what counts something. `$RANDOM` may be 7: but hardly both of two. */
export function areLongNumbers(number: string, other: string): boolean {
  return Math.min(number.length, other.length) >= 3 || Math.max(number.length, other.length) >= 4;
}

/** Seconds since 1970 with a fraction, or a day with the time of the day, as parts of a name. */
const TIME_IN_NAME = /(?<![0-9A-Za-z])(?:1\d{9}\.\d+|(?:19|20)\d{6}[-_T]?\d{4,6}Z?)(?![0-9A-Za-z])/g;

export interface NameOptions {
  /** Whether numbers beside words may be what differs: `app-31452`. They may where a client gives a name. */
  readonly numbers: boolean;
}

/**
 * Two names of one making, such as `test-7f3a` and `test-91bc`: their parts are equal or random twins.
 * Python makes up underscores, too: of `tmp7f3a_x9k` and `tmpk2_m4q1z` what differs is held against each other.
 */
export function areTwinNames(a: string, b: string, { numbers }: NameOptions = { numbers: true }): boolean {
  if (a === b) return false;
  if (isUuid(a) && isUuid(b)) return true;
  const mask = (text: string) => text.replace(TIME_IN_NAME, (time) => `time${time.length}`);
  const masked = numbers ? ([mask(a), mask(b)] as const) : ([a, b] as const);
  const [ours, theirs] = masked.map((text) => text.split(/[-_.]/)) as [string[], string[]];
  if (ours.length === theirs.length) {
    const varies = numbers && [a, b].every((text) => /[A-Za-z]/.test(text));
    const [inVersion, alsoInVersion] = masked.map(partsOfVersions) as [Set<number>, Set<number>];
    const isTwin = (part: string, index: number) => {
      const other = theirs[index] as string;
      if (part === other || areRandomTwins(part, other)) return true;
      return varies && !inVersion.has(index) && !alsoInVersion.has(index) && areTwinNumbers(part, other);
    };
    if (ours.every(isTwin)) return true;
  }
  const [first, second] = middles(a, b);
  if (first.length !== second.length || first.length < 6 || first.length === a.length || /[-.]/.test(first + second)) return false;
  return [first, second].every((middle) => looksRandom(middle.replaceAll('_', '')));
}

/** Which parts of a name belong to a dotted version: the second and the third of `app-8.0.100`. */
function partsOfVersions(name: string): Set<number> {
  const parts = name.split(/([-_.])/);
  const found = new Set<number>();
  for (let at = 1; at < parts.length; at += 2) {
    if (parts[at] !== '.' || !/[0-9]$/.test(parts[at - 1] as string) || !/^[0-9]/.test(parts[at + 1] as string)) continue;
    found.add((at - 1) / 2).add((at + 1) / 2);
  }
  return found;
}

/** What mktemp and Python call a temporary file. */
const MAKERS: readonly RegExp[] = [/^tmp\.[0-9A-Za-z]{10}$/, /^tmp[a-z0-9_]{8}$/];

/** Paths below a temporary directory, alike but for parts that are made up; the pair up to the last of these. */
export function twinPaths(a: string, b: string): readonly [string, string] | null {
  if (!TEMPORARY.test(`${a}/`) || !TEMPORARY.test(`${b}/`)) return null;
  const [ours, theirs] = [a.split('/'), b.split('/')];
  if (ours.length !== theirs.length) return null;
  let last = 0;
  for (const [index, part] of ours.entries()) {
    const other = theirs[index] as string;
    if (part === other) continue;
    if (!areTwinNames(part, other) && !MAKERS.some((maker) => maker.test(part) && maker.test(other))) return null;
    last = index;
  }
  return last === 0 ? null : [ours.slice(0, last + 1).join('/'), theirs.slice(0, last + 1).join('/')];
}

const DATE = String.raw`\d{4}-\d\d-\d\d`;
const CLOCK = String.raw`\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:\s?[AP]M)?`;
const ZONE = String.raw`(?:Z|\s?[-+]\d\d:?\d\d|\s[A-Z]{2,5})?`;
const DAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,?';
const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*';
/** Time stamps as programs write them, one form a line; two values must be of one form. */
const TIMES: readonly RegExp[] = [
  /^1\d{9}(?:\.\d+)?$/,
  /^1\d{12}$/,
  /^1\d{15}$/,
  /^1\d{18}$/,
  /^(?:19|20)\d{6}[-_T]?\d{4,6}Z?$/,
  /^(?:19|20)\d{6}$/,
  new RegExp(`^${DATE}[T _-]${CLOCK}${ZONE}$`),
  new RegExp(`^${DATE}[T_-]\\d\\d-?\\d\\d-?\\d\\d$`),
  new RegExp(`^${DATE}$`),
  new RegExp(`^${CLOCK}$`),
  // `date`, with and without a locale's order, and RFC 2822.
  new RegExp(`^${DAY} ${MONTH} +\\d{1,2} ${CLOCK}${ZONE} \\d{4}$`),
  new RegExp(`^${DAY} \\d{1,2} ${MONTH} \\d{4} ${CLOCK}${ZONE}$`),
];

/** Those of them that show within a text, too. */
const TIMES_WITHIN = new RegExp(
  [
    `\\b${DATE}[T _]${CLOCK}${ZONE}`,
    `\\b${DAY} ${MONTH} +\\d{1,2} ${CLOCK}${ZONE} \\d{4}`,
    `\\b${DAY} \\d{1,2} ${MONTH} \\d{4} ${CLOCK}${ZONE}`,
    String.raw`\b1\d{9}(?:\d{3})?(?:\.\d+)?\b`,
  ].join('|'),
  'g',
);

/** A time stamp without its time. */
function formOf(time: string): string {
  if (/^[0-9]+$/.test(time)) return `${time.length} digits`;
  return time
    .replace(/[0-9]+/g, '0')
    .replace(/[A-Za-z]+/g, 'a')
    .replace(/ +/g, ' ');
}

/** Time stamps, both written in the same way, alone or in the same text. */
export function areTwinTimes(a: string, b: string): boolean {
  if (TIMES.some((form) => form.test(a) && form.test(b))) return true;
  const [first, second] = [a, b].map((text) => text.replace(TIMES_WITHIN, (time) => `\n${formOf(time)}`));
  return first === second && first !== a;
}

/** Letters that follow each other as in words, in one case or as `CamelCase`. @param share of pairs that words have in common */
function isWordLike(text: string, share: number): boolean {
  const humps = text.match(/[A-Z]?[a-z]+|[A-Z]+/g) ?? [];
  if (humps.length > 1 && text.length / humps.length < 2.5) return false;
  return shareOfCommonPairs(text) >= share;
}

function shareOfCommonPairs(...words: readonly string[]): number {
  const pairs = words.flatMap((word) => [...word.slice(1)].map((letter, index) => `${word[index]}${letter}`.toLowerCase()));
  return pairs.filter((pair) => COMMON_PAIRS.has(pair)).length / Math.max(1, pairs.length);
}

/** What differs between two names, from the first character to the last. */
function middles(a: string, b: string): [string, string] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  return [a.slice(start, a.length - end), b.slice(start, b.length - end)];
}
