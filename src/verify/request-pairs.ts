/**
 * Which request of a second recording is the same as one of the first: what it means counts, in the words of the second
 * recording. Where none is the same, one that differs only by what clients make up in every run is taken, and from then on
 * the one value stands for the other.
 */
import type { Cassette, Interaction } from '../cassette/types.ts';
import { type Binding, Bindings } from '../meaning/bindings.ts';
import { type BodyMeaning, bodyKey, readBody } from '../meaning/body.ts';
import { bodyDifferences, headDifferences } from '../meaning/differences.ts';
import { stringsAt } from '../meaning/json.ts';
import type { Mismatch } from '../meaning/mismatch.ts';
import { mismatches } from '../meaning/mismatches.ts';
import { partPairs } from '../meaning/pairs.ts';
import { readRecordedNames } from '../meaning/recorded-names.ts';
import { type HeadMeaning, headKey, readHead } from '../meaning/request.ts';
import { VaryingPlaces, type VaryingType } from '../meaning/varying.ts';
import { tokensOf } from './compare/value-looks.ts';
import type { Identities, IdentityKind } from './identities.ts';
import { targetToLive } from './target-to-live.ts';

const OPTIONS = { anyVersion: true } as const;

/** A request as it means. */
export interface ReadRequest {
  readonly interaction: Interaction;
  readonly head: HeadMeaning;
  readonly body: BodyMeaning;
  /** Equal requests have equal ones. */
  readonly key: string;
}

export async function readRequests({ interactions, files }: Cassette): Promise<ReadRequest[]> {
  const ordered = [...interactions].sort((a, b) => a.order.request - b.order.request);
  return Promise.all(
    ordered.map(async (interaction) => {
      const head = readHead(interaction.request);
      return readRequest(interaction, head, await readBody(interaction.request.body, files));
    }),
  );
}

export class RequestPairs {
  readonly #identities: Identities;
  readonly #bindings: Bindings;
  readonly #byKey = new Map<string, ReadRequest[]>();
  readonly #left: Set<ReadRequest>;

  constructor(recorded: Cassette, live: readonly ReadRequest[], identities: Identities) {
    this.#identities = identities;
    this.#bindings = new Bindings(new VaryingPlaces(), () => readRecordedNames(recorded.interactions, recorded.files));
    this.#left = new Set(live);
    for (const request of live) {
      const same = this.#byKey.get(request.key);
      if (same === undefined) this.#byKey.set(request.key, [request]);
      else same.push(request);
    }
  }

  /** Those of the second recording that no other was paired with. */
  get left(): ReadonlySet<ReadRequest> {
    return this.#left;
  }

  /** The request in the words of the second recording. */
  translated({ interaction, body }: ReadRequest): ReadRequest {
    const head = readHead({ ...interaction.request, target: targetToLive(interaction.request.target, this.#identities) });
    const said: BodyMeaning = body.kind === 'json' ? { kind: 'json', data: this.#identities.jsonToLive(body.data) } : body;
    return readRequest(interaction, head, said);
  }

  /** All of the second recording that ask the same, in their order. */
  same(translated: ReadRequest): readonly ReadRequest[] {
    return this.#byKey.get(translated.key) ?? [];
  }

  take(request: ReadRequest): void {
    this.#left.delete(request);
  }

  /** The first that differs only in what clients make up; it is taken, and what it makes up bound. */
  takeTwin(translated: ReadRequest): ReadRequest | null {
    const operation = translated.head.operation?.id ?? '';
    for (const candidate of this.#left) {
      const heads = headDifferences(candidate.head, translated.head, OPTIONS);
      if (heads === null) continue;
      const bodies = bodyDifferences(candidate.body, translated.body);
      if (bodies === null) continue;
      const made = this.#bindings.explain([...heads, ...bodies], operation);
      if (made === null || !made.every((binding) => this.#bind(binding))) continue;
      this.#bindings.bind(made);
      this.#left.delete(candidate);
      return candidate;
    }
    return null;
  }

  /** The first that asks the same of the same object, be it in another way; it is taken. */
  takeAlike(translated: ReadRequest): { readonly request: ReadRequest; readonly mismatches: readonly Mismatch[] } | null {
    const { head } = translated;
    if (head.operation?.effect !== 'change') return null;
    for (const request of this.#left) {
      if (request.head.operation !== head.operation || objectKey(request) !== objectKey(translated)) continue;
      this.#left.delete(request);
      const isSame = loadsTheSame(request, translated) && headKey(request.head, OPTIONS) === headKey(head, OPTIONS);
      return { request, mismatches: isSame ? [] : mismatches(request, translated, OPTIONS) };
    }
    return null;
  }

  #bind({ type, recorded, live }: Binding): boolean {
    if (!this.#identities.bind(KINDS[type], recorded, live)) return false;
    // What was made up once is as a rule part of several names.
    if (type === 'name') for (const [part, other] of partPairs(recorded, live)) this.#identities.bind('id', part, other);
    return true;
  }
}

/** What of clients is like which identity of engines. */
const KINDS: Readonly<Record<VaryingType, IdentityKind>> = {
  uuid: 'id',
  id: 'id',
  name: 'name',
  reference: 'name',
  time: 'time',
  digest: 'digest',
  path: 'path',
  directory: 'path',
  project: 'name',
  any: 'time',
};

/** What a request is about: the parts of its path, and the name that it gives. */
function objectKey({ head, body }: ReadRequest): string {
  const named = body.kind === 'json' ? stringsAt(body.data, 'Name') : [];
  return JSON.stringify([Object.values(head.parameters), head.query.get('name'), head.query.get('t'), named]);
}

/** An archive of images that were made anew has other digests in its names, and in what describes them. */
function loadsTheSame(request: ReadRequest, other: ReadRequest): boolean {
  if (request.head.operation?.id !== 'ImageLoad' || request.body.kind !== 'tar' || other.body.kind !== 'tar') return false;
  const [names, others] = [request.body, other.body].map(({ entries }) => entries.map(({ path }) => tokensOf(path).skeleton).sort());
  return JSON.stringify(names) === JSON.stringify(others);
}

function readRequest(interaction: Interaction, head: HeadMeaning, body: BodyMeaning): ReadRequest {
  return { interaction, head, body, key: `${headKey(head, OPTIONS)} ${bodyKey(body)}` };
}
