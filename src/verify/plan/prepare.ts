/**
 * From cassettes and an engine to what will be done, in the order in which things must be known:
 *
 *   planned by the recording alone ► the engine asked ► the setup run, the engine asked again ► planned with what it has
 */
import type { Cassette } from '../../cassette/types.ts';
import type { NamedThing, Need, SessionPlan } from '../../docker/session-plan.ts';
import type { Ask } from './ask.ts';
import { checkEngine, type EngineCheck } from './check-engine.ts';
import { type Before, MadeObjects, type Removable } from './made-objects.ts';
import { needLabel } from './needs.ts';
import { keyOf } from './ownership.ts';
import { type PlanOptions, planSession } from './plan-session.ts';

export interface Setup {
  /** Of what the sessions name: what was not there before the setup and is there after it. */
  readonly ours: readonly NamedThing[];
  /** Ids of all images before the setup. */
  readonly images: ReadonlySet<string>;
}

export interface Prepared {
  readonly plan: SessionPlan;
  readonly check: EngineCheck;
  readonly before: Before;
}

/** Runs the setup once for all cassettes, and says what it made of that which they use. Rejects where the setup or the engine fails. */
export async function runSetup(
  cassettes: readonly Cassette[],
  options: Omit<PlanOptions, 'engine'>,
  ask: Ask,
  setUp: () => Promise<void>,
): Promise<Setup> {
  const plans = cassettes.map((cassette) => planSession(cassette, options));
  const earlier: EngineCheck[] = [];
  for (const plan of plans) earlier.push(await checkEngine(plan, ask));
  await setUp();
  const was = new Set(earlier.flatMap(({ present }) => present.map(keyOf)));
  const ours = new Map<string, NamedThing>();
  for (const plan of plans) {
    for (const thing of (await checkEngine(plan, ask)).present) if (!was.has(keyOf(thing))) ours.set(keyOf(thing), thing);
  }
  return { ours: [...ours.values()], images: earlier[0]?.images ?? new Set() };
}

/** Plans a session for the engine as it is now. Only asks. */
export async function prepareSession(
  cassette: Cassette,
  options: Omit<PlanOptions, 'engine'>,
  ask: Ask,
  setup: Setup | null = null,
): Promise<Prepared> {
  const check = await checkEngine(planSession(cassette, options), ask);
  const ours = setup?.ours ?? [];
  const own = new Set(ours.map(keyOf));
  const present = check.present.filter((thing) => !own.has(keyOf(thing)));
  const { swarm, unpublished } = check;
  const plan = planSession(cassette, { ...options, engine: { present, ours, swarm, unpublished } });
  // What only a step that is not sent would need is not lacking.
  const needed = new Set(plan.needs.map(whatIsNeeded));
  const lacks = check.lacks.filter((need) => needed.has(whatIsNeeded(need)));
  return { plan, check: { ...check, lacks }, before: { present, ours, images: setup?.images ?? check.images } };
}

/** What the setup made, to be removed at the very end. */
export function setupObjects({ ours, images }: Setup): Removable {
  const made = new MadeObjects({ own: new Set() }, { present: [], ours, images });
  const list = ours.map(({ kind, name }) => ({ kind, handle: name, label: needLabel(kind, name), doubtful: false }));
  return { list, published: [], owns: (kind, name) => made.owns(kind, name), hadImage: (id) => made.hadImage(id) };
}

/** An image in a registry and its registry are one here: where the second is lacking, the first is. */
function whatIsNeeded({ kind, name }: Need): string {
  return `${kind === 'published' ? 'registry' : kind} ${name}`;
}
