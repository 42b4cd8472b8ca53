/**
 * The elements of one large JSON array, however its bytes are cut, so that it need not be held whole. What an element is
 * made of is not looked at: whether it is valid JSON is for the caller to see.
 */

const OPEN = 0x5b;
const CLOSE = 0x5d;
const COMMA = 0x2c;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

export class ElementReader {
  #held: Buffer[] = [];
  #state: 'before' | 'inside' | 'behind' = 'before';
  #depth = 0;
  #inString = false;
  #escaped = false;
  #any = false;
  #faulty = false;

  /** True once something stands before or behind the array that may not stand there. */
  get isFaulty(): boolean {
    return this.#faulty;
  }

  /** True once the array was closed. */
  get isWhole(): boolean {
    return this.#state === 'behind' && !this.#faulty;
  }

  /** The bytes of the elements that these bytes complete. */
  push(bytes: Buffer): Buffer[] {
    const elements: Buffer[] = [];
    let start = 0;
    for (let at = 0; at < bytes.length && !this.#faulty; at++) {
      const byte = bytes[at] as number;
      if (this.#state !== 'inside') {
        if (isBlank(byte)) continue;
        if (this.#state === 'before' && byte === OPEN) {
          this.#state = 'inside';
          start = at + 1;
        } else this.#faulty = true;
      } else if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === BACKSLASH) this.#escaped = true;
        else if (byte === QUOTE) this.#inString = false;
      } else if (byte === QUOTE) this.#inString = true;
      else if (byte === OPEN || byte === 0x7b) this.#depth++;
      else if (this.#depth > 0) {
        if (byte === CLOSE || byte === 0x7d) this.#depth--;
      } else if (byte === COMMA || byte === CLOSE) {
        const element = this.#takeElement(bytes.subarray(start, at));
        const isEmptyArray = byte === CLOSE && !this.#any && element.every(isBlank);
        if (!isEmptyArray) elements.push(element);
        this.#any = true;
        start = at + 1;
        if (byte === CLOSE) this.#state = 'behind';
      }
    }
    if (this.#state === 'inside' && start < bytes.length) this.#held.push(bytes.subarray(start));
    return elements;
  }

  #takeElement(end: Buffer): Buffer {
    const element = this.#held.length === 0 ? end : Buffer.concat([...this.#held, end]);
    this.#held = [];
    return element;
  }
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
