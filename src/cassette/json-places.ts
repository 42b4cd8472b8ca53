/**
 * Where in the text of a JSON document the things are that pointers lead to, for reports that name a line. Only what lies
 * on the way is looked at; the rest is skipped. The text was parsed before: on one that is broken it finds less, and
 * never fails.
 */

export interface TextPlace {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units. */
  readonly column: number;
}

/** A part of the document that a pointer leads to or through. */
interface Wanted {
  offset: number | null;
  readonly members: Map<string, Wanted>;
}

/** A place for each pointer: of the member's name, or the list's item. Where a pointer leads nowhere, of the last thing on its way. */
export function findPlaces(text: string, pointers: readonly string[]): TextPlace[] {
  const root: Wanted = { offset: 0, members: new Map() };
  const ways = pointers.map((pointer) => wayTo(pointer, root));
  new Finder(text).visit(root);
  const offsets = ways.map((way) => way.findLast((wanted) => wanted.offset !== null)?.offset ?? 0);
  return placesOf(text, offsets);
}

function wayTo(pointer: string, root: Wanted): Wanted[] {
  const way = [root];
  for (const segment of pointer.split('/').slice(1)) {
    const name = segment.replaceAll('~1', '/').replaceAll('~0', '~');
    const { members } = way.at(-1) as Wanted;
    const next = members.get(name) ?? { offset: null, members: new Map() };
    members.set(name, next);
    way.push(next);
  }
  return way;
}

class Finder {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Reads the value that starts here, and notes where what is wanted of it lies. */
  visit(wanted: Wanted): void {
    this.#skipBlanks();
    const first = this.#text[this.#at];
    if (wanted.members.size === 0 || (first !== '{' && first !== '[')) {
      this.#skipValue();
      return;
    }
    this.#at += 1;
    for (let index = 0; this.#goOn(); index++) {
      const offset = this.#at;
      const member = wanted.members.get(first === '[' ? String(index) : this.#name());
      if (member === undefined) {
        this.#skipValue();
      } else {
        member.offset = offset;
        this.visit(member);
      }
    }
  }

  /** False past the end of the list or object; true where another member starts. */
  #goOn(): boolean {
    this.#skipBlanks();
    if (this.#text[this.#at] === ',') this.#at += 1;
    this.#skipBlanks();
    const here = this.#text[this.#at];
    if (here !== '}' && here !== ']') return here !== undefined;
    this.#at += 1;
    return false;
  }

  #name(): string {
    const start = this.#at;
    this.#skipValue();
    const name = this.#text.slice(start, this.#at);
    this.#skipBlanks();
    if (this.#text[this.#at] === ':') this.#at += 1;
    try {
      return String(JSON.parse(name));
    } catch {
      return '';
    }
  }

  #skipBlanks(): void {
    BLANKS.lastIndex = this.#at;
    this.#at += BLANKS.exec(this.#text)?.[0].length ?? 0;
  }

  /** Past a value, or past one character of what is none. */
  #skipValue(): void {
    this.#skipBlanks();
    let depth = 0;
    do {
      const first = this.#text[this.#at];
      if (first === undefined) return;
      if (first === '"') this.#skipString();
      else if (first === '{' || first === '[') depth += 1;
      else if (first === '}' || first === ']') depth -= 1;
      if (first !== '"') this.#skipRun();
    } while (depth > 0);
  }

  #skipString(): void {
    // By hand: a regular expression would need stack for each escape of a string of any length.
    for (this.#at += 1; this.#at < this.#text.length; this.#at++) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === BACKSLASH) this.#at += 1;
      else if (code === QUOTE) break;
    }
    this.#at += 1;
  }

  #skipRun(): void {
    RUN.lastIndex = this.#at + 1;
    this.#at += 1 + (RUN.exec(this.#text)?.[0].length ?? 0);
  }
}

const BLANKS = /[ \t\r\n]*/y;
/** What stands behind the first character of a bracket, a number or a word, up to the next thing. */
const RUN = /[^{}[\]",: \t\r\n]*/y;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

function placesOf(text: string, offsets: readonly number[]): TextPlace[] {
  const places = new Map<number, TextPlace>();
  let line = 1;
  let start = 0;
  for (const offset of [...new Set(offsets)].sort((a, b) => a - b)) {
    for (let end = text.indexOf('\n', start); end >= 0 && end < offset; end = text.indexOf('\n', start)) {
      line += 1;
      start = end + 1;
    }
    places.set(offset, { line, column: offset - start + 1 });
  }
  return offsets.map((offset) => places.get(offset) as TextPlace);
}
