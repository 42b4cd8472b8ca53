/**
 * Makes what two runs of one docker command print comparable: ids, ages, percentages, times and addresses are replaced
 * by their kind. Ids keep their identity (`<id 1>` is the same one everywhere), so that a mixed-up container shows.
 */

/** A mask of one session: what else moves in its output. */
export type Mask = readonly [what: RegExp, by: string];

const UNIT = '(?:second|minute|hour|day|week|month|year)s?';
const AGE = new RegExp(`\\b(?:Less than a second|About an? (?:minute|hour)|\\d+ ${UNIT})( ago)?\\b`, 'g');
const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';

const ALWAYS: readonly Mask[] = [
  [/\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b/g, '<mac>'],
  // 2026-11-23T20:31:54.123Z, 2026-11-23 20:31:54.123 +0000 UTC, Mon Nov 23 20:31:54 2026, 20:31:54
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d| [+-]\d{4} [A-Z]+)?/g, '<time>'],
  [new RegExp(`\\b[A-Z][a-z]{2} ${MONTH} +\\d+ \\d\\d:\\d\\d:\\d\\d(?: [A-Z]+)? \\d{4}\\b`, 'g'), '<time>'],
  [/\b\d\d:\d\d:\d\d(?:\.\d+)?\b/g, '<time>'],
  [AGE, '<age>'],
  [/\b\d+(?:\.\d+)?%/g, '<percent>'],
  [/\b\d{1,3}(?:\.\d{1,3}){3}(?:\/\d+)?\b/g, '<ip>'], // with its prefix: networks are as large as what is free,
];

/** The output of one run without what differs from run to run. */
export function normaliseOutput(text: string, masks: readonly Mask[] = []): string {
  let out = text;
  for (const [what, by] of masks) out = out.replace(what, by);
  out = numberIds(out);
  for (const [what, by] of ALWAYS) out = out.replace(what, by);
  return out.replace(/ {2,}/g, '  '); // columns are as wide as their widest word
}

/** Ages are told by the client's clock, so they alone may differ between a recording and its replay. */
export function maskAges(text: string): string {
  const masked = text.replace(AGE, '<age>');
  return masked === text ? text : masked.replace(/ {2,}/g, '  ');
}

/** 64 hex digits, their short form of 12, the 26 letters of an overlay link, the 25 of a swarm object. */
function numberIds(text: string): string {
  const known = new Map<string, number>();
  return text.replace(/\b(?:[0-9a-f]{64}|[0-9a-f]{12}|[A-Z0-9]{26}|[0-9a-z]{25})\b/g, (id) => {
    const short = id.slice(0, 12);
    const number = known.get(short) ?? known.size + 1;
    known.set(short, number);
    return `<id ${number}>`;
  });
}
