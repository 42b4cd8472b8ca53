/**
 * Holds two recordings of one session against each other, with no engine. Requests are paired by what they mean, in the
 * order of the first recording, so that the order in which things arrived for different objects says nothing. Questions
 * that were asked again until something had happened are answered the same when each answer was given in the other
 * recording too, however often.
 */
import { isJsonObject, type Json } from '../cassette/json.ts';
import type { ApiVersion, Cassette, Interaction } from '../cassette/types.ts';
import type { ApiDescription } from '../docker/schema-types.ts';
import type { Mismatch } from '../meaning/mismatch.ts';
import { isStrayInteraction } from '../meaning/strays.ts';
import { compareExchange } from './compare/compare-exchange.ts';
import { Identities } from './identities.ts';
import { OwnNames } from './own-names.ts';
import { type ReadRequest, RequestPairs, readRequests } from './request-pairs.ts';
import type { Comparison, Difference, OwnObjects, Told } from './types.ts';
import { unsettledReads } from './unsettled-reads.ts';

/** What differs, and where. */
export interface LocatedDifference extends Difference {
  /** In the first recording; of a request that only the second has, there. */
  readonly interaction: number;
  readonly operation: string | null;
}

export interface CassetteDiff {
  readonly differences: readonly LocatedDifference[];
  /** Interactions of the first recording that were compared. */
  readonly compared: readonly Interaction[];
}

/** @param describe the description of a version; null where it is not known */
export async function diffCassettes(
  recorded: Cassette,
  live: Cassette,
  describe: (version: ApiVersion) => ApiDescription | null,
): Promise<CassetteDiff> {
  const identities = new Identities();
  const own = ownObjects(recorded, live);
  const pairs = new RequestPairs(recorded, await readRequests(live), identities);
  const chains = new Chains(pairs);
  const unsettled = unsettledReads(recorded);
  const compared: Interaction[] = [];
  const differences: LocatedDifference[] = [];
  const note = (interaction: Interaction, found: readonly Difference[]) => {
    differences.push(...found.map((one) => ({ ...one, interaction: interaction.id, operation: interaction.operation })));
  };
  for (const request of await readRequests(recorded)) {
    const { interaction } = request;
    const translated = pairs.translated(request);
    const version = request.head.version ?? recorded.info.apiVersion;
    const description = version === null ? null : describe(version);
    const compare = (other: Interaction, known: Identities): Promise<Difference[]> =>
      compareExchange(toldBy(recorded, interaction), toldBy(live, other), {
        identities: known,
        description,
        own,
        unsettled: unsettled.has(interaction.id),
      } satisfies Comparison);
    const other = await chains.next(translated, (candidate) => compare(candidate, identities.copy()));
    const alike = other === null && !mayBeMissing(interaction) ? pairs.takeAlike(translated) : null;
    if (alike !== null && alike.mismatches.length > 0) note(interaction, [asksOtherwise(interaction, alike.mismatches)]);
    const counterpart = other ?? alike?.request.interaction ?? null;
    if (counterpart !== null) {
      compared.push(interaction);
      note(interaction, await compare(counterpart, identities));
    } else if (!mayBeMissing(interaction)) note(interaction, [missing(interaction, 'gone')]);
  }
  for (const { interaction } of pairs.left) {
    if (!mayBeMissing(interaction) && !chains.has(interaction)) note(interaction, [missing(interaction, 'new')]);
  }
  return { differences, compared };
}

/** Of answers to one question: so many are looked at. */
const MOST_ANSWERS = 50;

/** How unlike two answers are: another state of an object shows in values and whole parts, another engine in single fields. */
function costOf(differences: readonly Difference[]): number {
  const isPart = (json: Json) => isJsonObject(json) && Object.keys(json).length > 0;
  const cost = ({ kind, recorded, live }: Difference) => {
    if (kind === 'status' || kind === 'failed' || kind === 'type') return 1000;
    return (kind === 'gone' || kind === 'new') && !isPart(recorded) && !isPart(live) ? 1 : 10;
  };
  return differences.reduce((sum, difference) => sum + cost(difference), 0);
}

/** Gives each request its counterpart; a question that was asked again, the answer that fits it best. */
class Chains {
  readonly #pairs: RequestPairs;
  /** The last counterpart of a question, by its key. */
  readonly #last = new Map<string, ReadRequest>();
  readonly #asked = new Set<Interaction>();

  constructor(pairs: RequestPairs) {
    this.#pairs = pairs;
  }

  async next(request: ReadRequest, compare: (candidate: Interaction) => Promise<readonly Difference[]>): Promise<Interaction | null> {
    const same = this.#pairs.same(request);
    if (!isQuestion(request) || same.length < 2) {
      const found = same.find((candidate) => this.#pairs.left.has(candidate)) ?? this.#again(request) ?? this.#pairs.takeTwin(request);
      return this.#take(request, found);
    }
    for (const candidate of same) this.#asked.add(candidate.interaction);
    let best: ReadRequest | null = null;
    let least = Number.POSITIVE_INFINITY;
    // Time goes one way: an answer that was given before the last one does not come again.
    const start = Math.max(0, same.indexOf(this.#last.get(request.key) as ReadRequest));
    for (const candidate of same.slice(start, start + MOST_ANSWERS)) {
      const cost = costOf(await compare(candidate.interaction));
      // Of two that are as like it, one that nothing was held against yet.
      const isFresh = best !== null && this.#pairs.left.has(candidate) && !this.#pairs.left.has(best);
      if (cost < least || (cost === least && isFresh)) [best, least] = [candidate, cost];
      if (least === 0) break;
    }
    return this.#take(request, best);
  }

  /** Whether the same was asked in the other recording, be it less often. */
  has(interaction: Interaction): boolean {
    return this.#asked.has(interaction);
  }

  #again(request: ReadRequest): ReadRequest | undefined {
    return isQuestion(request) ? this.#last.get(request.key) : undefined;
  }

  #take(request: ReadRequest, found: ReadRequest | null): Interaction | null {
    if (found === null) return null;
    this.#pairs.take(found);
    this.#last.set(request.key, found);
    return found.interaction;
  }
}

function isQuestion({ head }: ReadRequest): boolean {
  return head.operation !== null && head.operation.effect !== 'change' && head.upgrade === '';
}

/** Connections of BuildKit are tried and dropped as it happens, and nobody waits for a request that was left unanswered. */
function mayBeMissing(interaction: Interaction): boolean {
  const { outcome, operation } = interaction;
  if (operation === 'Session' || operation === 'BuildKitGrpc' || isStrayInteraction(interaction)) return true;
  return outcome.kind === 'failed' && (outcome.reason === 'client-left' || outcome.reason === 'cut-off');
}

function missing({ request }: Interaction, kind: 'gone' | 'new'): Difference {
  const said = `${request.method} ${request.target}`;
  const message = kind === 'gone' ? `${said} is not asked in the second recording` : `${said} is asked in the second recording alone`;
  const [recorded, live] = kind === 'gone' ? [said, null] : [null, said];
  return { grade: 'changed', kind: 'request', pointer: '/request', recorded, live, message };
}

function asksOtherwise({ request }: Interaction, mismatches: readonly Mismatch[]): Difference {
  const said = `${request.method} ${request.target}`;
  const places = mismatches.map(({ place, live, recorded }) => `${place} is ${live ?? 'absent'}, it was ${recorded ?? 'absent'}`);
  const message = `${said} asks other things in the second recording: ${places.slice(0, 3).join('; ')}${places.length > 3 ? '; …' : ''}`;
  return { grade: 'changed', kind: 'request', pointer: '/request', recorded: said, live: places.join('; '), message };
}

function ownObjects(recorded: Cassette, live: Cassette): OwnObjects {
  const [ours, theirs] = [recorded, live].map(({ interactions, files }) => {
    const names = new OwnNames();
    for (const interaction of interactions) names.learn(interaction, files);
    return names;
  }) as [OwnNames, OwnNames];
  return { isRecorded: (text) => ours.has(text), isLive: (text) => theirs.has(text) };
}

const toldBy = ({ files }: Cassette, interaction: Interaction): Told => ({ interaction, files });
