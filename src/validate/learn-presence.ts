/**
 * Learns from answers of several engines what they always send.
 *
 * A property is a fact of a place over a row of versions where each engine that was seen there sent it in every object,
 * two engines at least agree, and enough objects were seen. A row reaches over versions between two that were seen, as
 * long as they declare the property, and never beyond. A property that one engine sends sometimes, in any version, depends
 * on something (a health check, a swarm) and is no fact anywhere.
 *
 * Messages of builds, pulls and the like are of many kinds in one stream, and a kind that was not seen would be wrong by
 * what was: nothing is learned of them. What is learned can be given with the evidence, so that anyone may judge it.
 */
import type { ApiVersion } from '../cassette/types.ts';
import type { ApiDescription, PresenceFact, PresenceFile, SchemaFacts } from '../docker/schema-types.ts';
import { API_VERSIONS, compareVersions } from '../docker/versions.ts';
import { Observed } from './observed.ts';
import { ITEMS, shapeAt, VALUES } from './presence.ts';
import { type Shape, Shapes } from './shape.ts';
import type { Answered, Watch } from './watch.ts';

/** How much must have been seen. */
export interface LearnLimits {
  readonly engines: number;
  readonly objects: number;
}

const LIMITS: LearnLimits = { engines: 2, objects: 3 };

/** One engine at one version, at one place. */
interface Sample {
  readonly engine: string;
  readonly version: ApiVersion;
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
   */
  learn(describe: (version: ApiVersion) => ApiDescription, limits: LearnLimits = LIMITS): PresenceFile {
    const engines = [...new Set([...this.#samples.values()].flatMap((one) => [...one.values()].map((sample) => sample.engine)))].sort();
    const operations: Record<string, Record<string, Record<string, readonly PresenceFact[]>>> = {};
    for (const key of [...this.#samples.keys()].sort()) {
      const [operation, status] = key.split(' ') as [string, string];
      const declares = this.#declarations(key, operation, status, describe);
      const samples = [...(this.#samples.get(key)?.values() ?? [])].sort((a, b) => compareText(a.engine, b.engine));
      const places: Record<string, readonly PresenceFact[]> = {};
      for (const [place, seen] of placesOf(samples)) {
        const facts = factsOf(seen, place, { engines, limits, declares });
        if (facts.length > 0) places[place] = facts;
      }
      if (Object.keys(places).length > 0) operations[operation] = { ...operations[operation], [status]: places };
    }
    return { engines, operations };
  }

  /** Whether a version declares a property at a place of that answer. */
  #declarations(key: string, operation: string, status: string, describe: (version: ApiVersion) => ApiDescription): Declares {
    return (version, place, name) => {
      const description = describe(version);
      const schema = description.operations[operation]?.responses[status]?.schema;
      if (schema === undefined) return false;
      return shapeAt(this.#shapeOf(description, key, schema), place.split('/').slice(1))?.names.has(name) ?? false;
    };
  }
}

type Declares = (version: ApiVersion, place: string, name: string) => boolean;

interface Terms {
  readonly engines: readonly string[];
  readonly limits: LearnLimits;
  readonly declares: Declares;
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

/** Facts of one place; properties that hold for the same row of versions stand together. */
function factsOf(samples: readonly Sample[], place: string, terms: Terms): PresenceFact[] {
  const names = [...new Set(samples.flatMap(({ seen }) => [...seen.fields.keys()]))].sort(compareText);
  const rows = new Map<string, { readonly row: Row; readonly always: string[] }>();
  for (const name of names) {
    for (const row of rowsOf(name, samples, place, terms)) {
      const known = rows.get(row.versions) ?? { row, always: [] };
      rows.set(row.versions, known);
      known.always.push(name);
    }
  }
  return [...rows.values()]
    .map(({ row, always }) => ({ versions: row.versions, always, engines: row.engines, objects: row.objects }))
    .sort((a, b) => compareVersions(firstOf(a.versions), firstOf(b.versions)) || compareText(a.versions, b.versions));
}

interface Row {
  readonly versions: string;
  readonly engines: readonly number[];
  readonly objects: number;
}

/** The rows of versions at which every engine always sends the property. */
function* rowsOf(name: string, samples: readonly Sample[], place: string, { engines, limits, declares }: Terms): Generator<Row> {
  if (samples.some((sample) => isSometimes(sample, name))) return;
  const first = samples.reduce(
    (oldest, { version }) => (compareVersions(version, oldest) < 0 ? version : oldest),
    samples[0]?.version as ApiVersion,
  );
  let row: Sample[] = [];
  /** Versions since the last one that was seen may still turn out to be the end of the row. */
  let last = first;
  const finish = function* (): Generator<Row> {
    const agreeing = [...new Set(row.map((sample) => engines.indexOf(sample.engine)))].sort((a, b) => a - b);
    const series = new Set(row.map((sample) => seriesOf(sample.engine)));
    const objects = row.reduce((sum, sample) => sum + sample.seen.objects, 0);
    const begin = row[0]?.version;
    if (begin !== undefined && series.size >= limits.engines && objects >= limits.objects)
      yield { versions: `${begin}-${last}`, engines: agreeing, objects };
    row = [];
  };
  for (const { api } of API_VERSIONS) {
    if (compareVersions(api, first) < 0) continue;
    const here = samples.filter((sample) => sample.version === api);
    const holds = declares(api, place, name) && here.every((sample) => sample.seen.fields.get(name)?.times === sample.seen.objects);
    if (!holds) yield* finish();
    else if (here.length > 0) {
      row.push(...here);
      last = api;
    }
  }
  yield* finish();
}

function isSometimes({ seen }: Sample, name: string): boolean {
  const times = seen.fields.get(name)?.times ?? 0;
  return times > 0 && times < seen.objects;
}

/** `Docker 20.10` of `Docker 20.10.24`: releases of a series do not count as two engines. */
function seriesOf(engine: string): string {
  return /^.*?\d+\.\d+/.exec(engine)?.[0] ?? engine;
}

function firstOf(versions: string): ApiVersion {
  return versions.split('-')[0] as ApiVersion;
}

/** Not by locale: the file must not depend on whose machine made it. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
