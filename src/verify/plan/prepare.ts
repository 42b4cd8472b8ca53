/**
 * From cassettes and an engine to what will be done, in the order in which things must be known:
 *
 *   planned by the recording alone ► the engine asked (whose is what the setup made by now?) ► planned with what it has
 */
import type { Cassette } from '../../cassette/types.ts';
import type { NamedThing, Need, SessionPlan } from '../../docker/session-plan.ts';
import type { Ask } from './ask.ts';
import { checkEngine, type EngineCheck } from './check-engine.ts';
import { identityOf, type KnownThing } from './identity.ts';
import type { Before } from './made-objects.ts';
import { keyOf } from './ownership.ts';
import { type PlanOptions, planSession } from './plan-session.ts';

export interface Setup {
  /** What it made, as it was right afterwards. */
  readonly ours: readonly KnownThing[];
  /** Ids of all images before the setup. */
  readonly images: ReadonlySet<string>;
}

export interface Prepared {
  readonly plan: SessionPlan;
  readonly check: EngineCheck;
  readonly before: Before;
}

/** Plans a session for the engine as it is now. Only asks. */
export async function prepareSession(
  cassette: Cassette,
  options: Omit<PlanOptions, 'engine'>,
  ask: Ask,
  setup: Setup | null = null,
): Promise<Prepared> {
  const check = await checkEngine(planSession(cassette, options), ask);
  const ours = await stillOurs(setup?.ours ?? [], check.present, ask);
  const own = new Set(ours.map(keyOf));
  const present = check.present.filter((thing) => !own.has(keyOf(thing)));
  const { swarm, unpublished } = check;
  const plan = planSession(cassette, { ...options, engine: { present, ours, swarm, unpublished } });
  // What only a step that is not sent would need is not lacking.
  const needed = new Set(plan.needs.map(whatIsNeeded));
  const lacks = check.lacks.filter((need) => needed.has(whatIsNeeded(need)));
  return { plan, check: { ...check, lacks }, before: { present, ours, images: setup?.images ?? check.images } };
}

/** What a setup would have made, for a plan of what comes after it: as if the engine had none of it yet. */
export function afterSetup({ makes }: Pick<SessionPlan, 'makes'>): Setup {
  return { ours: makes.map(({ kind, name }) => ({ kind, name, identity: '' })), images: new Set() };
}

/** A name that somebody else has taken meanwhile is not the setup's any more. What is gone stays: a session may have removed it. */
async function stillOurs(ours: readonly KnownThing[], present: readonly NamedThing[], ask: Ask): Promise<KnownThing[]> {
  const there = new Set(present.map(keyOf));
  const still: KnownThing[] = [];
  for (const thing of ours) {
    const now = there.has(keyOf(thing)) ? await identityOf(thing, ask) : null;
    if (now === null || now === thing.identity) still.push(thing);
  }
  return still;
}

/** An image in a registry and its registry are one here: where the second is lacking, the first is. */
function whatIsNeeded({ kind, name }: Need): string {
  return `${kind === 'published' ? 'registry' : kind} ${name}`;
}
