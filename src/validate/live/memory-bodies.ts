/** Bodies of one live exchange in the form in which a cassette would have them, so that the checks need not know the difference. */
import { encodeBody, INLINE_LIMIT } from '../../cassette/body.ts';
import type { Body, BodyFiles, FileBody } from '../../cassette/types.ts';

export class MemoryBodies implements BodyFiles {
  readonly #parts = new Map<string, Buffer>();

  body(part: 'request' | 'response', bytes: Buffer): Body {
    if (bytes.length <= INLINE_LIMIT) return encodeBody(bytes);
    this.#parts.set(part, bytes);
    return { encoding: 'file', sha256: part, extension: '.bin', offset: 0, bytes: bytes.length };
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
