/**
 * Learns from answers of several engines what they always send.
 *
 * A property is a fact of a place over a row of versions where each engine that was seen there sent it in every object
 * (version-rows.ts says when that is enough). In the same way lists, maps and objects are told that are never null, which is
 * what a client in a language without nil trips over.
 *
 * Messages of builds, pulls and the like are of many kinds in one stream, and a kind that was not seen would be wrong by
 * what was: nothing is learned of them.
 */
import type { ApiVersion } from '../cassette/types.ts';
import type { ApiDescription, PresenceFact, PresenceFile, SchemaFacts } from '../docker/schema-types.ts';
import { compareVersions } from '../docker/versions.ts';
import { Observed } from './observed.ts';
import { ITEMS, shapeAt, VALUES } from './presence.ts';
import { type Shape, Shapes } from './shape.ts';
import { type LearnLimits, type Row, rowsOf, type Source, type Verdict } from './version-rows.ts';
import type { Answered, Watch } from './watch.ts';

const LIMITS: LearnLimits = { engines: 2, objects: 3 };

/** One engine at one version, at one place. */
interface Sample extends Source {
  readonly seen: Observed;
}

/** Takes answers, one engine after the other. */
export class PresenceLearner {
  readonly #shapes = new Map<ApiVersion, Shapes>();
  readonly #roots = new Map<ApiVersion, Map<string, Shape>>();
  /** By `OPERATION STATUS`, then by `ENGINE VERSION`. */
  readonly #samples = new Map<string, Map<string, Sample>>();

  /** Give this to the contract while it reads answers of that engine. */
  watch(engine: string): Watch {
    return {
      answered: () => {},
      document: (answer, schema, data) => this.#add(engine, answer, schema, data),
    };
  }

  #add(engine: string, { description, operation, status }: Answered, schema: SchemaFacts, data: unknown): void {
    const key = `${operation} ${status}`;
    const shape = this.#shapeOf(description, key, schema);
    if (shape.names.has('errorDetail')) return;
    const samples = this.#samples.get(key) ?? new Map<string, Sample>();
    this.#samples.set(key, samples);
    const { version } = description;
    const who = `${engine} ${version}`;
    const sample = samples.get(who) ?? { engine, version, seen: new Observed() };
    samples.set(who, sample);
    sample.seen.add(data, shape);
  }

  #shapeOf({ version, definitions }: ApiDescription, key: string, schema: SchemaFacts): Shape {
    const shapes = this.#shapes.get(version) ?? new Shapes(definitions.response);
    this.#shapes.set(version, shapes);
    const roots = this.#roots.get(version) ?? new Map<string, Shape>();
    this.#roots.set(version, roots);
    const shape = roots.get(key) ?? shapes.of(schema);
    roots.set(key, shape);
    return shape;
  }

  /**
   * The facts, in one order whatever order the answers came in.
   * @param describe gives the versions between those that were seen
   * @param without an engine whose answers do not count
   */
  learn(
    describe: (version: ApiVersion) => ApiDescription,
    { without, ...limits }: Partial<LearnLimits> & { without?: string } = {},
  ): PresenceFile {
    const learned = [...this.#samples].map(([key, all]) => [key, [...all.values()].filter((one) => one.engine !== without)] as const);
    const engines = [...new Set(learned.flatMap(([, samples]) => samples.map((one) => one.engine)))].sort(compareText);
    const operations: Record<string, Record<string, Record<string, readonly PresenceFact[]>>> = {};
    for (const [key, unordered] of learned.sort(([a], [b]) => compareText(a, b))) {
      const [operation, status] = key.split(' ') as [string, string];
      const shapeOf = this.#placeShapes(key, operation, status, describe);
      const samples = [...unordered].sort((a, b) => compareText(a.engine, b.engine));
      const places: Record<string, readonly PresenceFact[]> = {};
      for (const [place, seen] of placesOf(samples)) {
        const facts = factsOf(seen, place, { engines, limits: { ...LIMITS, ...limits }, shapeOf });
        if (facts.length > 0) places[place] = facts;
      }
      if (Object.keys(places).length > 0) operations[operation] = { ...operations[operation], [status]: places };
    }
    return { engines, operations };
  }

  /** What a version declares at a place of that answer. */
  #placeShapes(key: string, operation: string, status: string, describe: (version: ApiVersion) => ApiDescription): Terms['shapeOf'] {
    return (version, place) => {
      const description = describe(version);
      const schema = description.operations[operation]?.responses[status]?.schema;
      return schema === undefined ? null : shapeAt(this.#shapeOf(description, key, schema), place.split('/').slice(1));
    };
  }
}

interface Terms {
  readonly engines: readonly string[];
  readonly limits: LearnLimits;
  readonly shapeOf: (version: ApiVersion, place: string) => Shape | null;
}

/** The places below these samples where objects were seen, in order, each with the samples of it. */
function placesOf(samples: readonly Sample[]): readonly (readonly [place: string, seen: readonly Sample[]])[] {
  const places = new Map<string, Sample[]>();
  const visit = (sample: Sample, place: string): void => {
    const { seen } = sample;
    if (seen.objects > 0) places.set(place, [...(places.get(place) ?? []), sample]);
    const descend = (below: Observed | null, step: string) => {
      if (below !== null) visit({ ...sample, seen: below }, `${place}/${step}`);
    };
    for (const [name, field] of seen.fields) descend(field.below, name);
    descend(seen.items, ITEMS);
    descend(seen.rest, VALUES);
  };
  for (const sample of samples) visit(sample, '');
  return [...places].sort(([a], [b]) => compareText(a, b));
}

/** Facts of one place; properties of which the same is known stand together. */
function factsOf(samples: readonly Sample[], place: string, terms: Terms): PresenceFact[] {
  const names = [...new Set(samples.flatMap(({ seen }) => [...seen.fields.keys()]))].sort(compareText);
  const facts = CLAIMS.flatMap((claim) => factsFor(claim, names, samples, place, terms));
  return facts.sort((a, b) => compareVersions(firstOf(a.versions), firstOf(b.versions)));
}

function factsFor({ list, judge, isProven }: Claim, names: readonly string[], samples: readonly Sample[], place: string, terms: Terms) {
  const { engines, limits, shapeOf } = terms;
  const together = new Map<string, { readonly row: Row; readonly names: string[]; objects: number }>();
  for (const name of names) {
    const judged = samples.map(({ engine, version, seen }) => ({ engine, version, seen, ...judge(seen, name) }));
    const declares = (version: ApiVersion) => shapeOf(version, place)?.property(name) !== undefined;
    for (const row of rowsOf(judged, declares, limits)) {
      const shape = shapeOf(row.from, place)?.property(name);
      if (shape === undefined || !isProven(row.samples, name, shape)) continue;
      const key = `${row.from} ${row.to} ${row.engines.join()}`;
      const known = together.get(key) ?? { row, names: [], objects: row.objects };
      together.set(key, known);
      known.names.push(name);
      known.objects = Math.min(known.objects, row.objects);
    }
  }
  return [...together.values()].map(({ row, names: some, objects }) => ({
    versions: `${row.from}-${row.to}`,
    [list]: some,
    engines: row.engines.map((one) => engines.indexOf(one)),
    objects,
  }));
}

/** What may be always so of a property, and what counts as evidence. */
interface Claim {
  readonly list: 'always' | 'neverNull';
  readonly judge: (seen: Observed, name: string) => Verdict;
  readonly isProven: (row: readonly Sample[], name: string, shape: Shape) => boolean;
}

const CLAIMS: readonly Claim[] = [
  {
    list: 'always',
    judge: (seen, name) => {
      const times = seen.fields.get(name)?.times ?? 0;
      return { holds: times === seen.objects, isSometimes: times > 0 && times < seen.objects, objects: seen.objects };
    },
    isProven: () => true,
  },
  {
    list: 'neverNull',
    judge: (seen, name) => {
      const { times, nulls } = seen.fields.get(name) ?? { times: 0, nulls: 0 };
      return { holds: nulls === 0, isSometimes: nulls > 0 && nulls < times, objects: times - nulls };
    },
    // Go writes an empty list as null or as [], by how it was made: only one that was seen empty tells.
    isProven: (row, name, shape) => {
      if (shape.types.size === 0 || !(shape.types.has('array') || shape.types.has('object'))) return false;
      const isStruct = !shape.isOpen && !shape.types.has('array');
      return isStruct || row.some(({ seen }) => (seen.fields.get(name)?.empties ?? 0) > 0);
    },
  },
];

function firstOf(versions: string): ApiVersion {
  return versions.split('-')[0] as ApiVersion;
}

/** Not by locale: the file must not depend on whose machine made it. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
