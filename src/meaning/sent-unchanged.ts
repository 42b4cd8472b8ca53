/**
 * What a client says itself. A bound name stands for another one in answers, but a string that the client of today sent as it
 * was recorded is its own text, whatever words are in it:
 *
 *   recorded   --name td-91bc   -e PEER=td-91bc-db   sh -c 'echo I am td-91bc'
 *   live       --name td-7f3a   -e PEER=td-91bc-db   sh -c 'echo I am td-91bc'
 *
 * There `Name` follows, as the engine has it from the name that was given. `Env` and `Cmd` are what was sent, and a container
 * that prints `td-91bc` has it from there. So a string that a matched request has in its body at a field, in the recording and
 * now, stays in that field of every answer; and a word that stands in such a string stays in what containers print.
 */
import { isJsonObject, type Json } from '../cassette/json.ts';
import { COMMAND_KEYS, NAMED_KEYS } from './named-fields.ts';

/** Longer ones are contents rather than texts. */
const LONGEST = 64 * 1024;
/** A run of more parts is no name. */
const MOST_PARTS = 12;
const RUN = /[0-9A-Za-z][0-9A-Za-z_.-]*/g;
const PATH = /\/[^\s:,;"'=\\]*/g;

export class SentUnchanged {
  /** Fields and strings. */
  readonly #texts = new Set<string>();
  /** What may be a value in those texts. */
  readonly #words = new Set<string>();
  /** Their words were not looked at yet: only where something is bound somebody asks for them. */
  #unread: string[] = [];

  /** The bodies of a request and of the recorded one that answers it. @returns whether that says anything new */
  add(live: Json, recorded: Json): boolean {
    const before = this.#texts.size;
    const ours = live === recorded ? null : textsOf(recorded);
    for (const [place, text] of textsOf(live)) {
      if ((ours !== null && !ours.has(place)) || this.#texts.has(place)) continue;
      this.#texts.add(place);
      this.#unread.push(text);
    }
    return this.#texts.size > before;
  }

  /** Whether a client sent that string in that field. */
  hasText(key: string, text: string): boolean {
    return this.#texts.has(placeOf(key, text));
  }

  /** Whether it stands in some string that a client sent. */
  hasWord(word: string): boolean {
    for (const text of this.#unread) for (const one of wordsOf(text)) this.#words.add(one);
    this.#unread = [];
    return this.#words.has(word);
  }
}

/** The words of a command stand in several fields of answers. */
function placeOf(key: string, text: string): string {
  return `${COMMAND_KEYS.has(key) ? 'Cmd' : key}\n${text}`;
}

function textsOf(json: Json): Map<string, string> {
  const found = new Map<string, string>();
  const add = (key: string, text: string) => {
    if (text.length <= LONGEST) found.set(placeOf(key, text), text);
  };
  const walk = (value: Json, key: string): void => {
    if (typeof value === 'string') add(key, value);
    else if (Array.isArray(value)) for (const item of value) walk(item, key);
    else if (isJsonObject(value)) {
      for (const [name, member] of Object.entries(value)) {
        if (NAMED_KEYS.has(key)) add('Name', name);
        walk(member, name);
      }
    }
  };
  walk(json, '');
  return found;
}

/** All runs of whole parts: whatever Words may find in the text is one of them. */
function* wordsOf(text: string): Generator<string, void, undefined> {
  for (const [run] of text.matchAll(RUN)) {
    yield run;
    const parts = run.split(/([-_.])/, 2 * MOST_PARTS);
    for (let first = 0; first < parts.length; first += 2) {
      for (let last = first + 1; last <= parts.length; last += 2) yield parts.slice(first, last).join('');
    }
  }
  for (const [path] of text.matchAll(PATH)) {
    const parts = path.split('/');
    for (let last = 2; last <= parts.length; last += 1) yield parts.slice(0, last).join('/');
  }
}
