/** One cassette at one engine: planned, driven, compared, cleaned up. */
import { isJsonObject } from '../cassette/json.ts';
import type { ApiVersion, Cassette, EngineInfo, Interaction } from '../cassette/types.ts';
import type { CheckedCassette, Drift, Unchecked } from '../docker/drift.ts';
import type { Endpoint } from '../docker/endpoint.ts';
import { findOperation } from '../docker/operations.ts';
import type { ApiDescription } from '../docker/schema-types.ts';
import type { ApiDescriptions } from '../docker/schemas.ts';
import type { PlannedSession, SessionPlan } from '../docker/session-plan.ts';
import { compareVersions } from '../docker/versions.ts';
import { GRPC_ENDS } from '../proxy/http2.ts';
import type { OpenedCassette } from '../store/cassette-directory.ts';
import { BuildKitDriver } from '../verify/buildkit/buildkit-driver.ts';
import { compareExchange } from '../verify/compare/compare-exchange.ts';
import type { DrivenSession } from '../verify/drive/drive-parts.ts';
import { driveSession } from '../verify/drive/drive-session.ts';
import { Identities } from '../verify/identities.ts';
import { admit } from '../verify/plan/admission.ts';
import type { Ask } from '../verify/plan/ask.ts';
import { cleanUp } from '../verify/plan/clean-up.ts';
import { MadeObjects } from '../verify/plan/made-objects.ts';
import type { PlanOptions } from '../verify/plan/plan-session.ts';
import { prepareSession, type Setup } from '../verify/plan/prepare.ts';
import type { Told } from '../verify/types.ts';
import { unsettledReads } from '../verify/unsettled-reads.ts';
import { CLOCK, pause } from './clock.ts';
import { askVersion } from './engine.ts';
import { engineDoor } from './engine-door.ts';
import type { OperationFilter } from './operation-filter.ts';
import type { VersionSteps } from './since.ts';

/** What all cassettes of a run have in common. */
export interface CheckParts {
  readonly planned: Omit<PlanOptions, 'engine'>;
  readonly wanted: OperationFilter;
  /** Milliseconds for an answer, beside three times what it took. */
  readonly patience: number;
  readonly clean: boolean;
  readonly descriptions: ApiDescriptions;
  readonly steps: VersionSteps;
  /** Aborted with an Interruption. */
  readonly stopped: AbortSignal;
  readonly say: (text: string) => void;
  /** Of every exchange with the engine. */
  readonly onTold?: (told: Told) => void;
}

/** An engine that answers. */
export interface LiveEngine {
  /** As the report calls it. */
  readonly url: string;
  readonly endpoint: Endpoint;
  readonly info: EngineInfo;
  readonly ask: Ask;
}

export interface NamedCassette {
  /** As the report calls it. */
  readonly name: string;
  /** From where the user is. */
  readonly path: string;
  readonly cassette: OpenedCassette;
}

export interface SessionCheck {
  readonly checked: CheckedCassette;
  readonly drift: readonly Drift[];
  readonly unchecked: readonly Unchecked[];
  readonly lacks: readonly string[];
  readonly left: readonly string[];
}

/**
 * Only looks: what would be sent, and what is lacking.
 * @param script of a setup that would run before
 */
export async function planFor(
  named: NamedCassette,
  engine: LiveEngine,
  setup: Setup | null,
  script: string | null,
  parts: CheckParts,
): Promise<PlannedSession> {
  const { cassette, name, path } = named;
  const refusal = await versionRefusal(cassette, engine, parts.planned.api);
  const { plan, check, before } = await prepareSession(cassette, parts.planned, engine.ask, setup);
  return {
    engine: engine.url,
    cassette: name,
    path,
    plan,
    lacks: check.lacks.map(({ label }) => label),
    present: before.present,
    setup: script,
    refused: refusal?.message ?? null,
  };
}

/** Never rejects because of the engine: what it does not give is the state of the cassette. */
export async function checkSession(
  named: NamedCassette,
  engine: LiveEngine,
  setup: Setup | null,
  parts: CheckParts,
): Promise<SessionCheck> {
  const from = CLOCK.now();
  const { cassette } = named;
  const nothing = { drift: [], unchecked: [], lacks: [], left: [] };
  const notRun = (detail: string): CheckedCassette => ({ ...stateOf(named, engine, from), state: 'not-run', detail });
  if (cassette.interactions.length === 0) return { ...nothing, checked: notRun('it has no interactions: there is nothing to check') };
  let made: MadeObjects | null = null;
  const cleaned = async () => (made !== null && parts.clean ? (await cleanUp(made, engine.ask, pause)).left : []);
  try {
    const refusal = await versionRefusal(cassette, engine, parts.planned.api);
    if (refusal !== null) return { ...nothing, checked: notRun(refusal.message), drift: [refusedDrift(refusal, named, engine)] };
    const prepared = await prepareSession(cassette, parts.planned, engine.ask, setup);
    const lacks = prepared.check.lacks.map(({ label }) => label);
    if (lacks.length > 0) return { ...nothing, checked: notRun(`the engine lacks ${lacks.join(', ')}`), lacks };
    made = new MadeObjects(prepared.plan, prepared.before);
    const driven = await drive(named, engine, prepared.plan, made, parts);
    return { ...found(driven, prepared.plan, named, engine, parts, from), lacks, left: await cleaned() };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return { ...nothing, left: await cleaned(), checked: { ...stateOf(named, engine, from), state: 'broken-off', detail: error.message } };
  }
}

function drive(named: NamedCassette, engine: LiveEngine, plan: SessionPlan, made: MadeObjects, parts: CheckParts): Promise<DrivenSession> {
  const { cassette } = named;
  const { api, secrets, allowDestructive, host } = parts.planned;
  const sent = plan.steps.filter(({ verdict }) => verdict === 'send').map(({ interaction }) => interaction);
  const identities = new Identities();
  const unsettled = unsettledReads(cassette);
  let asked = 0;
  return driveSession(sent, cassette, {
    door: engineDoor(engine.endpoint, CLOCK.now),
    clock: CLOCK,
    epoch: Date.now,
    identities,
    compare: (recorded, live, bound) =>
      compareExchange(recorded, live, {
        identities: bound,
        description: describing(recorded.interaction, cassette, parts),
        own: made,
        unsettled: unsettled.has(recorded.interaction.id),
      }),
    streams: new BuildKitDriver({ cassette, identities, ends: GRPC_ENDS, random: Math.random }),
    isAlive: async () => (await askVersion(engine.endpoint)).kind === 'engine',
    api,
    admit: (request) => admit(request, cassette.files, { plan, made, allowDestructive, host, secrets, ask: engine.ask }),
    patience: parts.patience,
    stopped: parts.stopped,
    onAsk: ({ request }) => {
      asked += 1;
      parts.say(`${engine.url}: ${named.name}, ${asked} of ${sent.length}: ${request.method} ${request.target}`);
    },
    onTold: (_recorded, live) => {
      made.heard(live);
      parts.onTold?.(live);
    },
  });
}

function found(
  { checked, unchecked, brokenOff }: DrivenSession,
  plan: SessionPlan,
  named: NamedCassette,
  engine: LiveEngine,
  { steps, wanted, planned }: CheckParts,
  from: number,
): Pick<SessionCheck, 'checked' | 'drift' | 'unchecked'> {
  const { name } = named;
  const { url, info } = engine;
  const counted = checked.filter(({ interaction }) => wanted(interaction));
  const operations: Record<string, number> = {};
  const drift: Drift[] = [];
  for (const { interaction, differences } of counted) {
    const { id, operation } = interaction;
    operations[operation ?? ''] = (operations[operation ?? ''] ?? 0) + 1;
    const since = steps.between(spoken(interaction, named.cassette), planned.api ?? info.apiVersion);
    for (const difference of differences) {
      drift.push({ ...difference, engine: url, cassette: name, interaction: id, operation, since: since(difference, operation) });
    }
  }
  const planUnchecked = plan.steps.flatMap(({ interaction, verdict, reason }) =>
    verdict === 'send' ? [] : [{ interaction, verdict, reason: reason ?? '' }],
  );
  const notAsked = [...planUnchecked, ...unchecked]
    .filter(({ interaction }) => wanted(interaction))
    .sort((a, b) => a.interaction.id - b.interaction.id)
    .map(({ interaction: { id, operation }, verdict, reason }) => ({
      engine: url,
      cassette: name,
      interaction: id,
      operation,
      verdict,
      reason,
    }));
  const state = brokenOff === null ? ({ state: 'whole', detail: null } as const) : ({ state: 'broken-off', detail: brokenOff } as const);
  return { checked: { ...stateOf(named, engine, from), ...state, checked: counted.length, operations }, drift, unchecked: notAsked };
}

function stateOf({ name, path, cassette }: NamedCassette, { url }: LiveEngine, from: number): Omit<CheckedCassette, 'state' | 'detail'> {
  const interactions = cassette.interactions.length;
  return { engine: url, cassette: name, path, interactions, checked: 0, operations: {}, took: Math.round(CLOCK.now() - from) };
}

interface VersionRefusal {
  readonly version: ApiVersion;
  readonly interaction: Interaction | null;
  readonly message: string;
}

/** Asked of the engine itself: some refuse what lies outside of what they name, others do not. */
async function versionRefusal(cassette: Cassette, { info, ask }: LiveEngine, api: ApiVersion | null): Promise<VersionRefusal | null> {
  const named = new Map<ApiVersion, Interaction>();
  for (const interaction of cassette.interactions) {
    const version = versionIn(interaction);
    if (version !== null && !named.has(version)) named.set(version, interaction);
  }
  for (const [recorded, interaction] of named) {
    const version = api ?? recorded;
    const tooOld = info.minApiVersion !== null && compareVersions(version, info.minApiVersion) < 0;
    if (!tooOld && compareVersions(version, info.apiVersion) <= 0) continue;
    const { status, json } = await ask('GET', `/v${version}/version`);
    if (status < 400) continue;
    const words = isJsonObject(json) && typeof json.message === 'string' ? `: ${json.message}` : '';
    const range = `${info.minApiVersion ?? 'its oldest version'} to ${info.apiVersion}`;
    return { version, interaction, message: `API ${version} is refused by the engine, which speaks ${range}${words}` };
  }
  return null;
}

function refusedDrift({ version, interaction, message }: VersionRefusal, { name }: NamedCassette, { url, info }: LiveEngine): Drift {
  return {
    grade: 'breaking',
    kind: 'version-refused',
    engine: url,
    cassette: name,
    interaction: interaction?.id ?? null,
    operation: interaction?.operation ?? null,
    pointer: '/request/target',
    recorded: version,
    live: `${info.minApiVersion ?? ''}…${info.apiVersion}`,
    since: null,
    message: `${message}.`,
  };
}

function versionIn({ request }: Interaction): ApiVersion | null {
  return findOperation(request.method, request.target)?.version ?? null;
}

function spoken(interaction: Interaction, { info }: Cassette): ApiVersion | null {
  return versionIn(interaction) ?? info.engine?.apiVersion ?? info.apiVersion;
}

function describing(interaction: Interaction, cassette: Cassette, { descriptions, planned }: CheckParts): ApiDescription | null {
  const version = planned.api ?? spoken(interaction, cassette);
  return version !== null && descriptions.versions.has(version) ? descriptions.at(version) : null;
}
