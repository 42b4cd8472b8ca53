/**
 * Gathers what differs in one exchange. The same thing in several elements of a list is one difference with a count: a
 * field that is gone from seven images is one field.
 */
import type { Json } from '../../cassette/json.ts';
import type { DriftGrade, DriftKind } from '../../docker/drift.ts';
import { textOf } from '../../meaning/json.ts';
import type { Difference } from '../types.ts';
import type { Place } from './place.ts';
import { MARK, tokensOf } from './value-looks.ts';

interface Noted {
  readonly difference: Omit<Difference, 'message'>;
  readonly words: string;
  readonly common: string;
  readonly say: Say;
  count: number;
}

/** The sentence on it, given what it is called. */
type Say = (what: string) => string;

export class Differences {
  readonly #subject: string;
  readonly #noted = new Map<string, Noted>();

  /** @param subject what was asked: `ContainerInspect` */
  constructor(subject: string) {
    this.#subject = subject;
  }

  get size(): number {
    return this.#noted.size;
  }

  add(grade: DriftGrade, kind: DriftKind, place: Place, values: { readonly recorded: Json; readonly live: Json }, say: Say): void {
    const isOfOne = kind !== 'gone' && kind !== 'new' && kind !== 'type';
    const key = `${grade} ${kind} ${place.pattern || place.pointer}${isOfOne ? ` ${keyOf(values.recorded)} ${keyOf(values.live)}` : ''}`;
    const known = this.#noted.get(key);
    if (known !== undefined) {
      known.count += 1;
      return;
    }
    const difference = { grade, kind, pointer: place.pointer, recorded: shortened(values.recorded), live: shortened(values.live) };
    this.#noted.set(key, { difference, words: place.words, common: wordsOf(place.pattern), say, count: 1 });
  }

  list(): Difference[] {
    return [...this.#noted.values()].map(({ difference, words, common, say, count }) => {
      const sentence = count === 1 ? say(words) : `${say(common)} (${count} times; shown is the first)`;
      return { ...difference, message: `${this.#subject}: ${sentence}` };
    });
  }
}

/** Texts that differ only in whose ids they name are one. */
function keyOf(json: Json): string {
  return tokensOf(textOf(json)).skeleton;
}

const LONGEST = 400;

/** A value as a report can hold it. */
function shortened(json: Json): Json {
  if (typeof json === 'string') return json.length > LONGEST ? `${json.slice(0, LONGEST)}… (${json.length} characters)` : json;
  const text = textOf(json);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}… (${text.length} characters)` : json;
}

const LONGEST_SHOWN = 80;
/** Characters before the first that differs. */
const BEFORE = 24;

/** A value within a sentence; what was made up is not said, so that the same of several objects reads the same. */
export function shown(json: Json): string {
  const text = plain(json);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

/**
 * Two values within a sentence; of long ones the part in which they begin to differ. Where that is which id it is and nothing else
 * (another object), the ids are said: nobody can do anything with "<id>" in place of "<id>".
 */
export function shownBoth(recorded: Json, live: Json): readonly [recorded: string, live: string] {
  const masked = [plain(recorded), plain(live)] as const;
  const [was, is] = masked[0] === masked[1] ? [textOf(recorded), textOf(live)] : masked;
  let at = 0;
  while (at < was.length && at < is.length && was[at] === is[at]) at += 1;
  const start = Math.max(was.length, is.length) > LONGEST_SHOWN && at > BEFORE ? at - BEFORE : 0;
  const cut = (text: string) => {
    const end = start + LONGEST_SHOWN;
    return `${start > 0 ? '…' : ''}${text.slice(start, end)}${text.length > end ? '…' : ''}`;
  };
  return [cut(was), cut(is)];
}

function plain(json: Json): string {
  return tokensOf(textOf(json)).skeleton.replaceAll(MARK, (_, kind: string) => `<${kind}>`);
}

/** `Ports[].IP` */
function wordsOf(pattern: string): string {
  return pattern
    .split('/')
    .slice(1)
    .map((part, index) => (part === '*' ? '[]' : `${index > 0 ? '.' : ''}${part.replaceAll('~1', '/').replaceAll('~0', '~')}`))
    .join('')
    .replace(/^\[\]\./, '');
}
