/**
 * What a value looks like: how one tells a random name from a word. Only what looks made up, in the recording and now, may
 * stand for another value; `web` never does, and `web-1` is a name that somebody chose.
 */

export const UUID = /(?<![0-9A-Za-z])[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![0-9A-Za-z])/g;
const WHOLE_UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Ids that are long enough not to be words. */
export const LONG_TOKEN = /(?<![0-9A-Za-z])[0-9A-Za-z]{16,}(?![0-9A-Za-z])/g;
/** Runs of what names are made of. */
export const NAME_RUN = /[0-9A-Za-z][0-9A-Za-z_.-]*/g;
/** Absolute paths, wherever they stand in a text. */
export const PATH = /(?<![0-9A-Za-z_./-])\/[^\s:,;"'=\\]+/g;
export const DIGEST = /^[0-9a-f]{64}$/;
/** Where systems keep what is temporary, up to the first part that is made up. */
const TEMPORARY = /^(?:\/private)?\/(?:tmp|var\/tmp|var\/folders|dev\/shm|run\/user)\//;
/** What Docker's own ids look like: they come from the recording and are never anybody else's. */
const ENGINE_ID = /^(?:[0-9a-f]{12}|[0-9a-f]{64})$/;

/**
 * Pairs of letters in English words, the most common first. Of a word nearly all pairs are here, of letters drawn by lot
 * about one in five.
 */
const COMMON_PAIRS: ReadonlySet<string> = new Set(
  (
    'th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ic ne ea ra ce ' +
    'li ch ll be ma si om ur ca el ta la ns di fo ho pe ec pr no ct us ac ot il tr ly nc et ut ss so rs un lo wa ge ie wh ee wi em ad ' +
    'ol rt po we na ul ni ts mo ow pa im mi ai sh ir su id os iv ia am fi ci vi pl ig tu ev ld ry mp fe bl ab gh ty op wo sa ay ex ke ' +
    'fr oo av ag if ap gr od bo sp rd do uc bu ei ov by rm ep tt oc fa ef cu rn sc gi da yo cr cl du ga qu ue ff ba ey ls va um pp ua up ' +
    'lu go ht ru ug ds lt pi rc rr eg au ck ew mu br bi pt ak pu ui rg ib tl ny ki rk ys ob mm fu ph og ms ye ud mb ip ub oi rl gu dr ' +
    'hr cc tw ft wn nu af hu nn eo vo rv nf xp gn sm fl iz ok nl my gl aw ju oa eq sy sl ps jo lf nv je nk kn gs dy hy ze ks xt bs ik dd'
  ).split(' '),
);

export function isUuid(text: string): boolean {
  return WHOLE_UUID.test(text);
}

/** An id that only chance makes: long, letters and digits. A digest is none: it says what something is. */
export function isLongId(text: string): boolean {
  return text.length >= 16 && text.length !== 64 && /[0-9]/.test(text) && /[A-Za-z]/.test(text) && /^[0-9A-Za-z]+$/.test(text);
}

/** Whether an id of that form may be one of the engine's. */
export function looksLikeEngineId(text: string): boolean {
  return ENGINE_ID.test(text);
}

/** One run of letters and digits that nobody would choose: `31337`, `7f3a`, `aB3dE9`, `qzxvbnkd`. */
export function looksRandom(token: string): boolean {
  if (/^[0-9]+$/.test(token)) return token.length >= 3;
  if (/[0-9]/.test(token)) {
    if (/^[0-9a-f]{4,}$/.test(token)) return true;
    return token.length >= 5 && !/^[A-Za-z]+[0-9]{1,2}$/.test(token);
  }
  if (token.length < 6) return false;
  // Two words (`MyName`) have one hump, `kGVhDq` has more.
  if ((token.match(/[a-z][A-Z]/g)?.length ?? 0) >= 2 && /[A-Z]{2}|[A-Z][a-z]?[A-Z]/.test(token)) return true;
  return token.length >= 8 && shareOfCommonPairs(token.toLowerCase()) < 0.5;
}

/** Two runs that were made up in one way. */
export function areRandomTwins(a: string, b: string): boolean {
  if (looksRandom(a) && looksRandom(b)) return true;
  // By lot: `$RANDOM` may be 7, four hex digits may be `cafe`.
  if (!looksRandom(a) && !looksRandom(b)) return false;
  if (/^[0-9]+$/.test(a) && /^[0-9]+$/.test(b)) return true;
  return a.length === b.length && a.length >= 4 && /^[0-9a-f]+$/.test(a) && /^[0-9a-f]+$/.test(b);
}

/**
 * Two names of one making, such as `test-1234` and `test-23111`: their parts are equal or random twins.
 * Names of one part are held against each other part by part, too: `tmp7f3a_x9` and `tmp_k2m4q1`.
 */
export function areTwinNames(a: string, b: string): boolean {
  if (isUuid(a) && isUuid(b)) return true;
  const [ours, theirs] = [a.split(/[-_.]/), b.split(/[-_.]/)];
  if (
    ours.length === theirs.length &&
    ours.every((part, index) => part === theirs[index] || areRandomTwins(part, theirs[index] as string))
  ) {
    return a !== b;
  }
  return areRandomTwins(...middles(a, b));
}

/** Paths below a temporary directory, alike but for parts that are made up; the pair up to the last of these. */
export function twinPaths(a: string, b: string): readonly [string, string] | null {
  if (!TEMPORARY.test(`${a}/`) || !TEMPORARY.test(`${b}/`)) return null;
  const [ours, theirs] = [a.split('/'), b.split('/')];
  if (ours.length !== theirs.length) return null;
  let last = 0;
  for (const [index, part] of ours.entries()) {
    const other = theirs[index] as string;
    if (part === other) continue;
    if (!areTwinNames(part, other)) return null;
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

/** Time stamps, both written in the same way. */
export function areTwinTimes(a: string, b: string): boolean {
  return TIMES.some((form) => form.test(a) && form.test(b));
}

function shareOfCommonPairs(word: string): number {
  let common = 0;
  for (let at = 0; at + 1 < word.length; at += 1) if (COMMON_PAIRS.has(word.slice(at, at + 2))) common += 1;
  return common / Math.max(1, word.length - 1);
}

/** What differs between two names, widened to whole runs of letters and digits. */
function middles(a: string, b: string): [string, string] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const isPart = (char: string | undefined) => char !== undefined && /[0-9A-Za-z]/.test(char);
  while (start > 0 && isPart(a[start - 1])) start -= 1;
  while (end > 0 && isPart(a.at(-end))) end -= 1;
  const middle = (text: string) => text.slice(start, text.length - end).replace(/[-_.]/g, '');
  return [middle(a), middle(b)];
}
