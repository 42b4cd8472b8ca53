/**
 * The table of values that clients made up: what stood in the recording, and what stands in its place now. A pair comes
 * about where a request differs from a recorded one only at places that may vary (varying.ts), by values that look made up
 * on both sides (looks.ts). From then on it holds: one recorded value is one live value, and the other way round.
 */
import type { BodyMeaning } from './body.ts';
import type { Difference } from './differences.ts';
import { areTwinNames, DIGEST, twinPaths } from './looks.ts';
import { PROJECT_NAME, pairsWithin, partPairs, partsOf, stemPairs, wholePairs } from './pairs.ts';
import type { RecordedNames } from './recorded-names.ts';
import type { HeadMeaning } from './request.ts';
import { SentUnchanged } from './sent-unchanged.ts';
import { isWord, type Replacement, Substitution } from './substitution.ts';
import type { VaryingPlaces, VaryingRule, VaryingType } from './varying.ts';

export interface Binding {
  readonly type: VaryingType;
  readonly recorded: string;
  readonly live: string;
  /** Where it came about. */
  readonly operation: string;
  readonly place: string;
  /** Name of the field or label there. */
  readonly key: string;
}

/** Types of whole values come first: what others say may follow from them. */
const WHOLE: readonly VaryingType[] = ['project', 'digest', 'directory', 'time', 'any'];

export class Bindings {
  readonly #places: VaryingPlaces;
  readonly #readNames: () => RecordedNames;
  #names: RecordedNames | null = null;
  readonly #list: Binding[] = [];
  readonly #byRecorded = new Map<string, Binding>();
  readonly #byLive = new Map<string, Binding>();
  /** All that was bound, in whatever field. */
  readonly #pairs = new Set<string>();
  /** Names that stand for themselves. */
  readonly #kept = new Set<string>();
  readonly #outward = new Substitution();
  readonly #inward = new Substitution();
  readonly #sent = new SentUnchanged();
  /** Recorded values by live ones, in answers: but for what the client says itself. */
  readonly answers = new Substitution(this.#outward, this.#sent);
  /** Grows with all that changes how answers are said. */
  version = 0;

  /** @param readNames reads the recording, when the first pair is looked for */
  constructor(places: VaryingPlaces, readNames: () => RecordedNames) {
    this.#places = places;
    this.#readNames = readNames;
  }

  get all(): readonly Binding[] {
    return this.#list;
  }

  get isEmpty(): boolean {
    return this.#list.length === 0;
  }

  /** Recorded values by live ones. */
  get outward(): Substitution {
    return this.#outward;
  }

  /** Live values by recorded ones. */
  get inward(): Substitution {
    return this.#inward;
  }

  /** The same as it would be with these bound, too. */
  inwardAfter(made: readonly Binding[]): Substitution {
    if (made.length === 0) return this.#inward;
    const inward = new Substitution(this.#inward);
    for (const one of this.#replacements(made)) inward.add(turned(one));
    return inward;
  }

  /** The same with all that may be bound of these differences, each looked at by itself. Nothing is bound. */
  inwardWith(differences: readonly Difference[], operation: string): Substitution {
    const made: Binding[] = [];
    for (const difference of [...differences].sort((a, b) => this.#rank(a, operation) - this.#rank(b, operation))) {
      const own = this.#explainOne(difference, operation, made);
      if (own !== null) made.push(...own);
    }
    return this.inwardAfter(made);
  }

  /** The same with nothing bound. */
  unbound(): Bindings {
    return new Bindings(this.#places, () => this.#recordedNames);
  }

  /** Whether the recorded value stands for another live one, so that this text is no longer it. */
  isTaken(text: string): boolean {
    const binding = this.#byRecorded.get(`word ${text}`);
    return binding !== undefined && binding.live !== text;
  }

  bind(bindings: readonly Binding[]): void {
    for (const binding of bindings) {
      const known = this.#byRecorded.get(recordedKey(binding));
      if (known !== undefined && !isLegacyName(known, binding)) continue;
      if (known !== undefined) this.#list.splice(this.#list.indexOf(known), 1);
      this.#list.push(binding);
      this.#byRecorded.set(recordedKey(binding), binding);
      this.#byLive.set(liveKey(binding), binding);
      this.#pairs.add(pairKey(binding.recorded, binding.live));
      this.version += 1;
    }
    for (const one of this.#replacements(bindings)) {
      this.#outward.add(one);
      this.#inward.add(turned(one));
    }
  }

  /** A request with this head was answered as it was recorded: its names stand for themselves from now on. */
  keep(head: HeadMeaning): void {
    for (const name of [...Object.values(head.parameters), head.query.get('name')]) {
      if (name !== undefined && !this.#byLive.has(`word ${name}`)) this.#kept.add(name);
    }
  }

  /** A request with the one body was answered as the one with the other: strings that both have are the client's own. */
  hear(live: BodyMeaning, recorded: BodyMeaning): void {
    if (live.kind !== 'json' || recorded.kind !== 'json') return;
    if (this.#sent.add(live.data, recorded.data) && !this.isEmpty) this.version += 1;
  }

  /** The pairs that must be bound so that these differences are none; null where no pairs do that. */
  explain(differences: readonly Difference[], operation: string): readonly Binding[] | null {
    const { made, left } = this.#explainAll(differences, operation);
    return left.length === 0 ? made : null;
  }

  /** Where anything must be let stand, so that pairs do that; null where none would even then. */
  placesToFree(differences: readonly Difference[], operation: string): readonly string[] | null {
    const places = new Set(this.#explainAll(differences, operation).left.map(({ place }) => place));
    const rules = [...places].map((place): VaryingRule => ({ operation, place, types: ['any'] }));
    return this.#explainAll(differences, operation, this.#places.with(rules)).left.length === 0 ? [...places] : null;
  }

  #explainAll(
    differences: readonly Difference[],
    operation: string,
    places = this.#places,
  ): { readonly made: readonly Binding[]; readonly left: readonly Difference[] } {
    const made: Binding[] = [];
    let waiting = [...differences].sort((a, b) => this.#rank(a, operation, places) - this.#rank(b, operation, places));
    while (waiting.length > 0) {
      const left = waiting.filter((difference) => {
        const own = this.#explainOne(difference, operation, made, places);
        if (own !== null) made.push(...own);
        return own === null;
      });
      // What one of them gave may be what another one waited for.
      if (left.length === waiting.length) break;
      waiting = left;
    }
    return { made, left: waiting };
  }

  #rank({ place }: Difference, operation: string, places = this.#places): number {
    const at = WHOLE.indexOf(places.typesAt(operation, place)[0] ?? 'name');
    return at < 0 ? WHOLE.length : at;
  }

  #explainOne(difference: Difference, operation: string, made: readonly Binding[], places = this.#places): readonly Binding[] | null {
    const { place, key, recorded, live } = difference;
    const [bound, taken] = [this.#byRecorded.get(`word ${recorded}`), this.#byLive.get(`word ${live}`)];
    // Most of what a table of many pairs is asked.
    if (bound !== undefined || taken !== undefined) return bound === taken ? [] : null;
    const substitution = this.#with(made);
    if (substitution.string(recorded, key) === live) return [];
    const types = places.typesAt(operation, place);
    const whole = (type: VaryingType, from = recorded, to = live): Binding => ({ type, recorded: from, live: to, operation, place, key });
    for (const type of types) {
      const found = wholePairs(type, recorded, live);
      if (found !== null) {
        const own = found.map(([from, to]) => whole(type, from, to));
        if (this.#allows(own, made)) return own;
      }
    }
    const [ours, theirs] = [partsOf(recorded), partsOf(live)];
    if (ours.between !== theirs.between) return null;
    const found: Binding[] = [];
    for (const [index, part] of ours.parts.entries()) {
      const other = theirs.parts[index] as string;
      if (part === other) continue;
      const own = this.#explainPart(part, other, types, whole, [...made, ...found]);
      if (own === null || !this.#allows(own, [...made, ...found])) return null;
      found.push(...own);
    }
    return found;
  }

  /** One path or name of a text against another one. */
  #explainPart(
    recorded: string,
    live: string,
    types: readonly VaryingType[],
    pair: (type: VaryingType, recorded: string, live: string) => Binding,
    made: readonly Binding[],
  ): readonly Binding[] | null {
    const known = this.#with(made).words(recorded);
    if (known === live) return [];
    if (types.includes('path') && recorded.startsWith('/')) {
      const paths = twinPaths(recorded, live);
      if (paths !== null) return [pair('path', ...paths)];
    }
    for (const type of ['uuid', 'id'] as const) {
      const found = types.includes(type) ? pairsWithin(type, recorded, live) : null;
      if (found !== null) return found.map(([from, to]) => pair(type, from, to));
    }
    const isGiven = types.includes('name');
    if ((!isGiven && !types.includes('reference')) || recorded.startsWith('/')) return null;
    const ofProject = this.#explainProject(recorded, live, pair, made);
    if (ofProject !== null) return ofProject;
    if ([recorded, live].some((text) => DIGEST.test(text) || this.#recordedNames.isEngineId(text))) return null;
    // A script may remove what is left of an earlier run before it gives the name.
    const numbers = isGiven || this.#recordedNames.given.has(recorded);
    const fits = areTwinNames(known, live, { numbers }) || this.#isBoundElsewhere(recorded, live, made);
    return fits ? [pair('name', recorded, live)] : null;
  }

  /** Whether the one was taken for the other in a field of its own: a tag that is a time stamp. */
  #isBoundElsewhere(recorded: string, live: string, made: readonly Binding[]): boolean {
    return this.#pairs.has(pairKey(recorded, live)) || made.some((binding) => binding.recorded === recorded && binding.live === live);
  }

  /** `app-web-1` against `shop-web-1`, where the recording says that it was named after the project `app`. */
  #explainProject(
    recorded: string,
    live: string,
    pair: (type: VaryingType, recorded: string, live: string) => Binding,
    made: readonly Binding[],
  ): readonly Binding[] | null {
    const names = this.#recordedNames;
    for (const [project, services] of names.projects) {
      const rest = recorded.startsWith(project) ? recorded.slice(project.length) : '';
      if (!/^[-_]/.test(rest) || !live.endsWith(rest)) continue;
      const other = live.slice(0, -rest.length);
      if (!PROJECT_NAME.test(other)) continue;
      const own = { ...pair('project', project, other), key: PROJECT_LABEL };
      if (names.madeOfProject.get(recorded) === project) return [own];
      // So compose calls an image that it builds; somebody may have chosen that name as well, but then it would not differ.
      const known = this.#with(made).string(project, PROJECT_LABEL);
      if (known !== project || !services.has(rest.slice(1))) return known === other ? [pair('name', recorded, live)] : null;
      return [own, pair('name', recorded, live)];
    }
    return null;
  }

  /** Whether they agree with all that is bound, and with each other. */
  #allows(fresh: readonly Binding[], made: readonly Binding[]): boolean {
    return fresh.every((binding, index) => {
      if (this.#kept.has(binding.recorded) || this.#kept.has(binding.live)) return false;
      const others = [this.#byRecorded.get(recordedKey(binding)), this.#byLive.get(liveKey(binding)), ...made, ...fresh.slice(0, index)];
      return others.every(
        (other) =>
          other === undefined ||
          isLegacyName(other, binding) ||
          (recordedKey(other) === recordedKey(binding)) === (liveKey(other) === liveKey(binding)),
      );
    });
  }

  get #recordedNames(): RecordedNames {
    this.#names ??= this.#readNames();
    return this.#names;
  }

  #with(made: readonly Binding[]): Substitution {
    if (made.length === 0) return this.#outward;
    const substitution = new Substitution(this.#outward);
    for (const one of this.#replacements(made)) substitution.add(one);
    return substitution;
  }

  /** The pairs, and before them those that follow from names and projects: what was bound by itself counts. */
  #replacements(bindings: readonly Binding[]): Replacement[] {
    const found: Replacement[] = [];
    for (const { type, recorded, live } of bindings) {
      if (type !== 'project') continue;
      for (const [name, project] of this.#recordedNames.madeOfProject) {
        if (project !== recorded || this.#byRecorded.has(`word ${name}`)) continue;
        found.push({ type: 'name', from: name, to: `${live}${name.slice(project.length)}`, key: 'name' });
      }
    }
    for (const { type, recorded, live, key } of bindings) {
      // What was made up once is as a rule part of several names.
      if (type !== 'name') continue;
      for (const [from, to] of partPairs(recorded, live)) found.push({ type: 'id', from, to, key });
      for (const [from, to] of stemPairs(recorded, live)) found.push({ type: 'stem', from, to, key });
    }
    for (const { type, recorded, live, key } of bindings) found.push({ type, from: recorded, to: live, key });
    return found;
  }
}

const PROJECT_LABEL = 'com.docker.compose.project';

/**
 * Compose 1 once took `-` and `_` out of the name of a project. It looks for a network of that name still, before it says the
 * right one: https://github.com/docker/compose/blob/1.29.2/compose/network.py
 */
function isLegacyName(known: Binding, next: Binding): boolean {
  const isOne = known.type === 'project' && next.type === 'project' && known.recorded === next.recorded && known.live !== next.live;
  return isOne && known.live === next.live.replaceAll(/[-_]/g, '');
}

/** What reaches everywhere is one value everywhere; the rest is one value in its field. */
function scopeOf(binding: Binding): string {
  if (binding.type === 'project') return 'project';
  return isWord({ type: binding.type, from: binding.recorded, to: binding.live }) ? 'word' : `field ${binding.key}`;
}

const pairKey = (recorded: string, live: string): string => `${recorded}\n${live}`;
const recordedKey = (binding: Binding): string => `${scopeOf(binding)} ${binding.recorded}`;
const liveKey = (binding: Binding): string => `${scopeOf(binding)} ${binding.live}`;

function turned(one: Replacement): Replacement {
  return { ...one, from: one.to, to: one.from };
}
