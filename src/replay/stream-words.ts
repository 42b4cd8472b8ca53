/**
 * One channel of a stream in the words of the client: bound values are replaced wherever they stand, also where the
 * recording cut one in two. Each piece keeps its place: of a value that goes on in the next piece, each gets its part, so
 * that what comes out together is the same however it was cut.
 *
 *   recorded   … job a1b2 │ c3d4 done          live   … job x9y8 │ z7 done
 */
import type { Substitution } from '../meaning/substitution.ts';

export class StreamWords {
  /** The last character of what was said: a word may not begin behind another one. */
  #before = '';
  /** What is still to be said of a value that began in a piece before, and how much of the recording it stands for. */
  #rest = '';
  #skip = 0;

  /** @param ahead what the recording says next on this channel, `substitution.reach + 1` bytes of it or all there is */
  say(piece: Buffer, ahead: Buffer, substitution: Substitution): Buffer {
    const text = this.#before + piece.toString('latin1') + ahead.toString('latin1');
    const start = this.#before.length;
    const end = start + piece.length;
    if (piece.length > 0) this.#before = text.charAt(end - 1);
    let said = '';
    let at = start + Math.min(this.#skip, piece.length);
    if (this.#skip > 0) {
      const part = this.#skip > piece.length ? piece.length : this.#rest.length;
      said = this.#rest.slice(0, part);
      this.#rest = this.#rest.slice(part);
      this.#skip -= at - start;
    }
    for (const found of substitution.findInText(text)) {
      if (found.start < at) continue;
      if (found.start >= end) break;
      said += text.slice(at, found.start);
      if (found.end > end) {
        said += found.to.slice(0, end - found.start);
        this.#rest = found.to.slice(end - found.start);
        this.#skip = found.end - end;
        return Buffer.from(said, 'latin1');
      }
      said += found.to;
      at = found.end;
    }
    return said === '' && at === start ? piece : Buffer.from(said + text.slice(at, end), 'latin1');
  }
}
