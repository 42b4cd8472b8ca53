/**
 * One cassette in playback: its requests by what they mean, and how far it was played. It is indexed as it is asked: a
 * cassette of ten thousand interactions answers its first request at once.
 */
import type { Cassette, Interaction } from '../cassette/types.ts';
import { findOperation, operationById } from '../docker/operations.ts';
import type { ObjectName } from '../meaning/aliases.ts';
import { Bindings } from '../meaning/bindings.ts';
import { type RecordedBuild, RecordedBuilds } from '../meaning/buildkit/recorded-builds.ts';
import type { RecordedCall } from '../meaning/buildkit/recorded-calls.ts';
import { Objects } from '../meaning/objects.ts';
import { readRecordedNames } from '../meaning/recorded-names.ts';
import { headAsRecorded } from '../meaning/recorded-words.ts';
import { type HeadMeaning, headKey, type MatchOptions, readHead } from '../meaning/request.ts';
import { isStray, isStrayInteraction } from '../meaning/strays.ts';
import type { VaryingPlaces } from '../meaning/varying.ts';
import { findCause } from './causes.ts';
import { type Chain, OrderedChain, ReadChain } from './chains.ts';
import { LiveWords } from './live-words.ts';
import type { Miss } from './miss.ts';
import { Progress } from './progress.ts';
import { RequestGroup } from './request-group.ts';
import type { PlayedStream } from './stage.ts';

export interface DeckOptions extends MatchOptions {
  /** A change that is asked for again gets its last answer; else it is a miss. */
  readonly allowRepeats: boolean;
}

export class Deck {
  readonly cassette: Cassette;
  /** Those that a request can ask for: bytes that were no HTTP are kept for people to look at. */
  readonly interactions: readonly Interaction[];
  readonly progress = new Progress();
  /** What clients made up, bound to what they had made up in the recording; null: each value must be the recorded one. */
  readonly bindings: Bindings | null;
  /** Streams that are being played. */
  readonly streams = new Set<PlayedStream>();
  /** Objects whose stream took another course than the recorded: what became of them nobody knows. */
  readonly #spoiled = new Map<ObjectName, Miss>();
  readonly #options: DeckOptions;
  /** All before it were played. */
  #firstUnplayed = 0;
  /** By id of operation; null: the paths no API version knows. */
  readonly #byOperation = new Map<string | null, Interaction[]>();
  readonly #groups = new Map<string | null, Map<string, RequestGroup>>();
  #objects: Objects | null = null;
  #builds: RecordedBuilds | null = null;
  /** Of BuildKit: what was played. */
  readonly playedBuilds = new Set<RecordedBuild>();
  readonly playedCalls = new Set<RecordedCall>();

  /** @param varying null: nothing may vary */
  constructor(cassette: Cassette, options: DeckOptions, varying: VaryingPlaces | null) {
    this.cassette = cassette;
    this.bindings = varying && new Bindings(varying, () => readRecordedNames(this.interactions, cassette.files));
    this.#options = options;
    this.interactions = cassette.interactions.filter(({ outcome }) => outcome.kind !== 'opaque');
    for (const interaction of this.interactions) {
      const id = operationOf(interaction);
      const list = this.#byOperation.get(id);
      if (list === undefined) this.#byOperation.set(id, [interaction]);
      else list.push(interaction);
    }
  }

  get name(): string {
    return this.cassette.info.name;
  }

  get objects(): Objects {
    this.#objects ??= new Objects(this.cassette);
    return this.#objects;
  }

  /** Whether all was played that must be asked for, as often as it was recorded. */
  get isPlayed(): boolean {
    const isDone = (one: Interaction | undefined) => one !== undefined && (this.progress.isOver(one) || isStrayInteraction(one));
    while (isDone(this.interactions[this.#firstUnplayed])) this.#firstUnplayed += 1;
    return this.#firstUnplayed === this.interactions.length;
  }

  /** Its BuildKit builds. Throws what the files throw. */
  get builds(): RecordedBuilds {
    this.#builds ??= new RecordedBuilds(this.cassette);
    return this.#builds;
  }

  /** Recorded requests with a head of that meaning; undefined where there is none. */
  find(head: HeadMeaning): RequestGroup | undefined {
    const recorded = this.bindings === null || this.bindings.isEmpty ? head : headAsRecorded(head, this.bindings);
    return recorded === null ? undefined : this.groupsOf(head.operation?.id ?? null).get(headKey(recorded, this.#options));
  }

  /** How a recorded answer is said to clients that have other names; null: as it was recorded. */
  wordsFor(interaction: Interaction): LiveWords | null {
    return this.bindings === null ? null : new LiveWords(interaction, this.cassette.files, this.bindings);
  }

  /** All that were recorded of one operation, by head. */
  groupsOf(operation: string | null): ReadonlyMap<string, RequestGroup> {
    let groups = this.#groups.get(operation);
    if (groups !== undefined) return groups;
    groups = new Map();
    for (const interaction of this.#byOperation.get(operation) ?? []) {
      const head = readHead(interaction.request);
      const key = headKey(head, this.#options);
      const group = groups.get(key);
      if (group !== undefined) group.add(interaction);
      else groups.set(key, new RequestGroup(head, interaction, this.cassette.files, (members) => this.#chain(head, members)));
    }
    this.#groups.set(operation, groups);
    return groups;
  }

  /** The stream of that interaction missed. */
  spoil(interaction: Interaction, miss: Miss): void {
    const [object] = this.objects.about(interaction);
    if (object !== undefined && interaction.outcome.kind === 'hijacked') this.#spoiled.set(object, miss);
  }

  /** The miss after which the recorded answer would be a lie: it tells how a process ended that was fed other input. */
  spoiledBy(interaction: Interaction): Miss | null {
    if (this.#spoiled.size === 0 || interaction.operation === null || !TELL_THE_END.has(interaction.operation)) return null;
    const [object] = this.objects.about(interaction);
    return object === undefined ? null : (this.#spoiled.get(object) ?? null);
  }

  #chain(head: HeadMeaning, members: readonly Interaction[]): Chain {
    const effect = effectOf(head);
    const repeatsLast = effect === 'repeatable' && members.some(({ outcome }) => outcome.kind !== 'whole');
    if (effect === 'change') return new OrderedChain(members, this.progress, { repeatsLast: this.#options.allowRepeats });
    if (repeatsLast) return new OrderedChain(members, this.progress, { repeatsLast });
    return new ReadChain(members, this.progress, (before, after) => findCause(before, after, this.objects, this.cassette.files));
  }
}

/** Operations that tell how the process of a stream ended. */
const TELL_THE_END: ReadonlySet<string> = new Set(['ContainerWait', 'ExecInspect']);

/** What no API version knows is taken for a read where its method says so. */
export function effectOf({ operation, method, query }: HeadMeaning): 'change' | 'read' | 'repeatable' {
  if (isStray(operation?.id, query)) return 'repeatable';
  return operation?.effect ?? (method === 'GET' || method === 'HEAD' ? 'read' : 'change');
}

function operationOf({ operation, request }: Interaction): string | null {
  if (operation !== null && operationById(operation) !== undefined) return operation;
  return findOperation(request.method, request.target)?.operation.id ?? null;
}
