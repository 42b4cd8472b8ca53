/**
 * Secrets on a connection that could not be read as HTTP. Its bytes are kept for people to look at, and may hold the
 * very heads and login bodies that redaction would have edited, had they been understood.
 *
 * So the raw bytes are searched: what stands behind `X-Registry-Auth:` and its like up to the end of the line, and behind
 * `"password":` and its like up to the end of that JSON value, becomes as many `*`. Nothing is held back, so memory is
 * bounded and a name may be cut anywhere. In doubt it blanks too much: harmless values too, and what merely looks so.
 */
import { AUTH_BODY_RULE, headerRule, SECRET_NAMES } from '../cassette/redaction.ts';

const STAR = 0x2a;
const COLON = 0x3a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Longer than any name with its quotes and some blanks before the colon. */
const TAIL_LENGTH = 64;

const NAMES: readonly { readonly name: string; readonly rule: string; readonly inside: 'header' | 'json' }[] = [
  ...SECRET_NAMES.headers.map((name) => ({ name, rule: headerRule(name), inside: 'header' as const })),
  ...SECRET_NAMES.fields.map((field) => ({ name: `"${field}"`, rule: AUTH_BODY_RULE, inside: 'json' as const })),
];

/** The bytes of one side, in order. */
export class OpaqueRedaction {
  readonly #note: (rule: string) => void;
  readonly #noted = new Set<string>();
  /** What went before, in lower case, while looking for a name. */
  #tail = '';
  #state: 'text' | 'header' | 'header-line-end' | 'json' | 'json-string' | 'json-escape' | 'json-word' = 'text';
  #rule = '';

  /** @param note hears each rule that replaced something, once */
  constructor(note: (rule: string) => void) {
    this.#note = note;
  }

  /** The piece with its secrets blanked: as long as before, and the very same object where it held none. */
  redact(data: Buffer): Buffer {
    let blanked: Buffer | undefined;
    for (let at = 0; at < data.length; ) {
      const byte = data[at] as number;
      if (this.#state !== 'text' && this.#isSecret(byte) && byte !== STAR) {
        blanked ??= Buffer.from(data);
        blanked[at] = STAR;
        this.#tell();
      }
      // The byte that ends a value may begin the next name.
      at = this.#state === 'text' ? this.#searchName(data, at) : at + 1;
    }
    return blanked ?? data;
  }

  #tell(): void {
    if (this.#noted.has(this.#rule)) return;
    this.#noted.add(this.#rule);
    this.#note(this.#rule);
  }

  /** Up to and with the colon behind a name; to the end of the piece where there is none. */
  #searchName(data: Buffer, from: number): number {
    const colon = data.indexOf(COLON, from);
    const to = colon < 0 ? data.length : colon;
    const before = data.toString('latin1', Math.max(from, to - TAIL_LENGTH), to).toLowerCase();
    this.#tail = (this.#tail + before).slice(-TAIL_LENGTH);
    if (colon < 0) return to;
    const text = this.#tail.trimEnd();
    const found = NAMES.find(({ name }) => text.endsWith(name));
    if (found === undefined) {
      this.#tail += ':';
    } else {
      this.#tail = '';
      this.#rule = found.rule;
      this.#state = found.inside;
    }
    return colon + 1;
  }

  /** Moves on by one byte behind a name: true where it belongs to the value. */
  #isSecret(byte: number): boolean {
    const blank = byte === 0x20 || byte === 0x09;
    const lineEnd = byte === 0x0d || byte === 0x0a;
    switch (this.#state) {
      case 'text':
        return false;
      case 'header-line-end':
        this.#state = blank ? 'header' : 'text'; // a line that starts with a blank goes on with the value
        return false;
      case 'header':
        if (byte === 0x0a) this.#state = 'header-line-end';
        return !blank && !lineEnd;
      case 'json':
        if (!blank && !lineEnd) this.#state = byte === QUOTE ? 'json-string' : 'json-word';
        return this.#state === 'json-word';
      case 'json-escape':
        this.#state = 'json-string';
        return true;
      case 'json-string':
        if (byte === QUOTE) this.#state = 'text';
        if (byte === BACKSLASH) this.#state = 'json-escape';
        return byte !== QUOTE;
      case 'json-word':
        if (blank || lineEnd || byte === 0x2c || byte === 0x7d || byte === 0x5d) this.#state = 'text';
        return this.#state !== 'text';
      default:
        return this.#state satisfies never;
    }
  }
}
