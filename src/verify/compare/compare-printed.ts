/**
 * What programs printed (logs, attach, exec): each channel as one run of bytes, however it was cut. How stdout and stderr
 * were mixed is not compared: two channels of one program have no order that an engine would keep.
 */
import type { Identities } from '../identities.ts';
import type { Told } from '../types.ts';
import { isWholeAnswer, printedBytes } from './answer-bytes.ts';
import { type Differences, shownBoth } from './differences.ts';
import { firstLines } from './first-lines.ts';
import { Place } from './place.ts';
import { sayTheSame } from './texts.ts';
import { tokensOf } from './value-looks.ts';

const [ESCAPE, BELL] = ['\u001b', '\u0007'];
/** Sequences of ECMA-48, and titles of windows. */
const ESCAPES = new RegExp(`${ESCAPE}(?:\\[[0-9;?]*[ -/]*[@-~]|\\][^${BELL}]*${BELL}|[@-Z\\\\^_])`, 'g');

export function comparePrinted(recorded: Told, live: Told, place: Place, identities: Identities, found: Differences): void {
  const [was, is] = [printedBytes(recorded), printedBytes(live)];
  for (const channel of new Set([...was.keys(), ...is.keys()])) {
    const [text, other] = [textOf(was.get(channel), channel === 'raw'), textOf(is.get(channel), channel === 'raw')];
    if (printTheSame(text, other, { recorded, live, terminal: channel === 'raw' }, identities)) continue;
    const said = channel === 'raw' ? 'the output' : channel;
    const [first, second] = firstLines(text, other, identities);
    const [before, now] = shownBoth(first, second);
    found.add(
      'changed',
      'content',
      new Place(place.pointer, `/${channel}`, said),
      { recorded: first, live: second },
      (what) => `${what} says ${now} where it said ${before}`,
    );
  }
}

interface Sides {
  readonly recorded: Told;
  readonly live: Told;
  readonly terminal: boolean;
}

function printTheSame(recorded: string, live: string, sides: Sides, identities: Identities): boolean {
  if (sayTheSame(recorded, live, 'container', identities)) return true;
  if (!isWholeAnswer(sides.recorded) && beginsWith(live, recorded, identities)) return true;
  if (!isWholeAnswer(sides.recorded) && !isWholeAnswer(sides.live) && beginsWith(recorded, live, identities)) return true;
  // What is typed comes back between what is printed, now before a line and now behind it.
  return sides.terminal && sayTheSame(sortedCharacters(recorded), sortedCharacters(live), 'container', identities);
}

/** Whether the shorter one is how the longer one begins, up to what was cut within a word. */
function beginsWith(longer: string, shorter: string, identities: Identities): boolean {
  const lines = shorter.split('\n').length - 1;
  const start = longer.split('\n').slice(0, lines).join('\n');
  const whole = shorter.slice(0, Math.max(0, shorter.lastIndexOf('\n')));
  if (lines > 0 && !sayTheSame(whole, start, 'container', identities)) return false;
  const [rest, other] = [shorter.slice(whole.length), longer.slice(start.length)];
  return tokensOf(other).skeleton.startsWith(tokensOf(rest).skeleton) || other.startsWith(rest);
}

function textOf(bytes: Buffer | undefined, terminal: boolean): string {
  const text = (bytes ?? Buffer.alloc(0)).toString('utf8');
  return terminal ? text.replaceAll(ESCAPES, '').replaceAll('\r', '') : text;
}

function sortedCharacters(text: string): string {
  return text
    .split('\n')
    .flatMap((line) => [...line])
    .sort()
    .join('');
}
