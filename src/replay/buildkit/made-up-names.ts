/**
 * Names that a client made up for one build, recorded and live: its ref, its session. They are of one length (BuildKit's
 * `identity.NewID`), so that they can be put for one another in any message without touching a length in it.
 */
import type { RawHeaders } from '../../cassette/types.ts';

export class MadeUpNames {
  readonly #pairs: readonly (readonly [recorded: Buffer, live: Buffer])[];

  constructor(pairs: readonly (readonly [recorded: string, live: string])[]) {
    this.#pairs = pairs
      .filter(([recorded, live]) => recorded !== '' && recorded !== live && recorded.length === live.length)
      .map(([recorded, live]) => [Buffer.from(recorded, 'latin1'), Buffer.from(live, 'latin1')] as const);
  }

  /** Recorded bytes with the names of the live build; the very same where none is in them. */
  toLive(recorded: Buffer): Buffer {
    return this.#pairs.reduce((bytes, [from, to]) => replace(bytes, from, to), recorded);
  }

  toRecorded(live: Buffer): Buffer {
    return this.#pairs.reduce((bytes, [to, from]) => replace(bytes, from, to), live);
  }

  headersToLive(headers: RawHeaders): RawHeaders {
    return headers.map(([name, value]) => [name, this.toLive(Buffer.from(value, 'latin1')).toString('latin1')] as const);
  }
}

function replace(bytes: Buffer, from: Buffer, to: Buffer): Buffer {
  let at = bytes.indexOf(from);
  if (at < 0) return bytes;
  const changed = Buffer.from(bytes);
  for (; at >= 0; at = changed.indexOf(from, at + from.length)) to.copy(changed, at);
  return changed;
}
