/** Plain answers as they were last given: a client that polls asks for one of them again and again. */
import type { Interaction } from '../cassette/types.ts';

/** Answers up to this length are rendered once. */
const KEPT_ANSWER = 128 * 1024;
/** So many bytes are kept; beyond that we start over. */
const KEPT_IN_ALL = 32 * 1024 * 1024;

export class KeptAnswers {
  readonly #answers = new Map<Interaction, { readonly bytes: Buffer | null; readonly version: number }>();
  #bytes = 0;

  /** The bytes of an answer, rendered in the words of that version of the bindings; null where it is more than bytes. */
  get(interaction: Interaction, version: number, render: () => Buffer | null): Buffer | null {
    const kept = this.#answers.get(interaction);
    if (kept?.version === version) return kept.bytes;
    const bytes = render();
    const length = bytes?.length ?? 0;
    if (length <= KEPT_ANSWER) {
      if (this.#bytes > KEPT_IN_ALL) this.clear();
      this.#answers.set(interaction, { bytes, version });
      this.#bytes += length;
    }
    return bytes;
  }

  clear(): void {
    this.#answers.clear();
    this.#bytes = 0;
  }
}
