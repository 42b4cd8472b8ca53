/**
 * Names that a client made up for one build, recorded and live: its ref, its session. They are of one length (BuildKit's
 * `identity.NewID`), so that they can be put for one another in any message without touching a length in it.
 */
import type { RawHeaders } from '../../cassette/types.ts';
import type { Bindings } from '../bindings.ts';
import { sayMessage } from '../message-words.ts';

export class MadeUpNames {
  #pairs: readonly (readonly [recorded: Buffer, live: Buffer])[] = [];
  readonly #bindings: Bindings | null;

  /** @param bindings names and values of other lengths, which clients make up for more than this build */
  constructor(pairs: readonly (readonly [recorded: string, live: string])[], bindings: Bindings | null = null) {
    this.#bindings = bindings;
    for (const [recorded, live] of pairs) this.add(recorded, live);
  }

  /** One more pair; of two for the same recorded name the last counts. */
  add(recorded: string, live: string): void {
    if (recorded === '' || recorded === live || recorded.length !== live.length) return;
    const [before, after] = [Buffer.from(recorded, 'latin1'), Buffer.from(live, 'latin1')];
    this.#pairs = [...this.#pairs.filter(([known]) => !known.equals(before)), [before, after]];
  }

  /** Recorded bytes with the names of the live build; the very same where none is in them. */
  toLive(recorded: Buffer): Buffer {
    const bytes = this.#replaced(recorded);
    return this.#bindings === null ? bytes : sayMessage(bytes, this.#bindings.outward);
  }

  toRecorded(live: Buffer): Buffer {
    const bytes = this.#pairs.reduce((said, [to, from]) => replace(said, from, to), live);
    return this.#bindings === null ? bytes : sayMessage(bytes, this.#bindings.inward);
  }

  headersToLive(headers: RawHeaders): RawHeaders {
    return headers.map(([name, value]) => {
      const said = this.#replaced(Buffer.from(value, 'latin1')).toString('latin1');
      return [name, this.#bindings === null ? said : this.#bindings.outward.words(said)] as const;
    });
  }

  #replaced(recorded: Buffer): Buffer {
    return this.#pairs.reduce((bytes, [from, to]) => replace(bytes, from, to), recorded);
  }
}

function replace(bytes: Buffer, from: Buffer, to: Buffer): Buffer {
  let at = bytes.indexOf(from);
  if (at < 0) return bytes;
  const changed = Buffer.from(bytes);
  for (; at >= 0; at = changed.indexOf(from, at + from.length)) to.copy(changed, at);
  return changed;
}
