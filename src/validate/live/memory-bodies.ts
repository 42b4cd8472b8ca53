/** Bodies of one live exchange in the form in which a cassette would have them, so that the checks need not know the difference. */
import { encodeBody, INLINE_LIMIT } from '../../cassette/body.ts';
import type { Body, BodyFiles, FileBody } from '../../cassette/types.ts';

export class MemoryBodies implements BodyFiles {
  readonly #parts = new Map<string, Buffer>();

  /**
   * @param start the bytes, or the first of them where nobody looks at more
   * @param length how many there are in all
   */
  body(part: 'request' | 'response', start: Buffer, length: number): Body {
    if (length === start.length && length <= INLINE_LIMIT) return encodeBody(start);
    this.#parts.set(part, start);
    return { encoding: 'file', sha256: part, extension: '.bin', offset: 0, bytes: length };
  }

  forget(): void {
    this.#parts.clear();
  }

  read({ sha256, offset, bytes }: FileBody): Buffer {
    return (this.#parts.get(sha256) ?? Buffer.alloc(0)).subarray(offset, offset + bytes);
  }

  async *stream(body: FileBody): AsyncGenerator<Buffer, void, undefined> {
    yield this.read(body);
  }
}
