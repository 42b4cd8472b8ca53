/**
 * JSON documents that stand back to back in a stream (build, pull, events, stats), however its bytes are cut.
 * Between documents may stand blanks, line ends and the record separator of application/json-seq (RFC 7464).
 */

export interface JsonDocument {
  readonly text: string;
  /** Origin of the bytes in which the document started. */
  readonly startedIn: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x7b, 0x5b]);
const CLOSING = new Set([0x7d, 0x5d]);
const BETWEEN = new Set([0x20, 0x09, 0x0a, 0x0d, 0x1e]);

/** Finds where documents end; whether they are valid JSON is for the caller to see. */
export class DocumentReader {
  #held: Buffer[] = [];
  #heldBytes = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #inScalar = false;
  #startedIn = 0;
  #pushes = 0;

  /** Bytes of the document that is under way; 0 between two. */
  get held(): number {
    return this.#heldBytes;
  }

  /**
   * Documents that these bytes complete.
   * @param origin where the bytes come from; unless given, the number of this call (0-based)
   */
  push(bytes: Buffer, origin: number = this.#pushes): JsonDocument[] {
    const documents: JsonDocument[] = [];
    let start = this.#isBetween ? -1 : 0;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at] as number;
      if (this.#isBetween) {
        if (BETWEEN.has(byte)) continue;
        start = at;
        this.#startedIn = origin;
      }
      if (this.#isEndAt(byte)) {
        const end = this.#inScalar ? at : at + 1;
        this.#inScalar = false;
        documents.push({ text: Buffer.concat([...this.#held, bytes.subarray(start, end)]).toString(), startedIn: this.#startedIn });
        this.#held = [];
        this.#heldBytes = 0;
        start = -1;
      }
    }
    if (start >= 0) {
      this.#held.push(bytes.subarray(start));
      this.#heldBytes += bytes.length - start;
    }
    this.#pushes++;
    return documents;
  }

  /** What is left of a document that did not end; null where the stream ended between two. A number or word at the end is whole. */
  rest(): JsonDocument | null {
    if (this.#isBetween) return null;
    return { text: Buffer.concat(this.#held).toString(), startedIn: this.#startedIn };
  }

  get #isBetween(): boolean {
    return this.#depth === 0 && !this.#inString && !this.#inScalar;
  }

  /** Takes one byte of a document; true for the byte that ends it (for a bare word: the first one behind it). */
  #isEndAt(byte: number): boolean {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false;
      else if (byte === BACKSLASH) this.#escaped = true;
      else if (byte === QUOTE) this.#inString = false;
      return !this.#inString && this.#depth === 0;
    }
    if (this.#inScalar) return BETWEEN.has(byte);
    if (byte === QUOTE) this.#inString = true;
    else if (OPENING.has(byte)) this.#depth++;
    else if (CLOSING.has(byte)) this.#depth = Math.max(0, this.#depth - 1);
    else if (this.#depth === 0) this.#inScalar = true;
    return this.#depth === 0 && CLOSING.has(byte);
  }
}
