/** `tapedeck verify`: recorded sessions, driven at live engines, and what differs there. */
import { readdirSync } from 'node:fs';
import { sep } from 'node:path';
import type { ApiVersion } from '../cassette/types.ts';
import type { CheckedCassette, CheckedEngine, Drift, DriftShard, FoundDrift, Unchecked } from '../docker/drift.ts';
import { type Endpoint, parseEndpoint } from '../docker/endpoint.ts';
import { ApiDescriptions } from '../docker/schemas.ts';
import type { PlannedSession } from '../docker/session-plan.ts';
import { TapedeckError } from '../errors.ts';
import { planJson } from '../report/plan-json.ts';
import { planText } from '../report/plan-text.ts';
import { resolveCassettes } from '../store/cassette-directory.ts';
import { afterSetup, type Setup } from '../verify/plan/prepare.ts';
import { openCassette } from './cassettes.ts';
import { type CheckParts, checkSession, type LiveEngine, type NamedCassette, planFor } from './check-session.ts';
import { type DriftReportValues, prepareDriftReport } from './drift-report.ts';
import { askVersion, PATIENCE } from './engine.ts';
import { engineAsk } from './engine-ask.ts';
import { engineHost } from './engine-host.ts';
import { EXIT, explainError } from './exit-codes.ts';
import { gapNote } from './gap-note.ts';
import { mergeDriftReports } from './merge-drift.ts';
import { operationFilter } from './operation-filter.ts';
import { readApi, readTimeout } from './options.ts';
import { progressOn } from './progress.ts';
import { readablePath } from './readable-path.ts';
import { resultColours, writeResult } from './result.ts';
import type { ApiValues } from './schemas.ts';
import { importedOperations, schemasFor } from './schemas.ts';
import { RunningSetup, readSetup, type SetupSource } from './setup.ts';
import { readShard, type Shard, takeShard } from './shard.ts';
import { Interruption, untilStopped } from './signals.ts';
import { VersionSteps } from './since.ts';
import type { World } from './world.ts';

export interface VerifyValues extends DriftReportValues, ApiValues {
  readonly cassette?: readonly string[] | undefined;
  readonly against?: readonly string[] | undefined;
  readonly api: string;
  readonly 'allow-destructive': boolean;
  readonly 'dry-run': boolean;
  readonly setup?: string | undefined;
  readonly clean: boolean;
  readonly timeout: string;
  readonly operation?: readonly string[] | undefined;
  readonly shard?: string | undefined;
  readonly merge?: readonly string[] | undefined;
}

export async function verify(values: VerifyValues, world: World): Promise<number> {
  const { cassette: names = [], against: urls = [], merge } = values;
  if (merge !== undefined) {
    if (urls.length > 0) throw usage('--merge joins reports: it asks no engine, so it does not go with --against');
    // An option takes one value; the files behind it (part-*.json) stand where cassettes would.
    return mergeDriftReports([...merge, ...names], values, world);
  }
  if (names.length === 0) throw usage('no CASSETTE is named', 'For example: tapedeck verify hello --against unix:///var/run/docker.sock');
  if (urls.length === 0) throw usage('no engine is named', 'Name it with --against unix:///path or tcp://host:port.');
  const endpoints = urls.map((url) => ({ url, endpoint: parseEndpoint(url) }));
  return new Check(values, world, endpoints).run(names);
}

interface NamedEndpoint {
  /** As the user wrote it. */
  readonly url: string;
  readonly endpoint: Endpoint;
}

/** A run over all engines and cassettes. */
class Check {
  readonly #values: VerifyValues;
  readonly #endpoints: readonly NamedEndpoint[];
  readonly #progress: ReturnType<typeof progressOn>;
  readonly #parts: CheckParts;
  readonly #shard: Shard | null;
  readonly #stop = new AbortController();
  readonly #engines: CheckedEngine[] = [];
  readonly #checked: CheckedCassette[] = [];
  readonly #drift: Drift[] = [];
  readonly #unchecked: Unchecked[] = [];
  readonly #notes: string[] = [];

  /** What the command line says is read at once: a mistake in it should not cost a run. */
  constructor(values: VerifyValues, world: World, endpoints: readonly NamedEndpoint[]) {
    this.#values = values;
    this.#endpoints = endpoints;
    this.#progress = progressOn(world);
    this.#shard = values.shard === undefined ? null : readShard(values.shard);
    const api = readApi(values.api);
    const schemas = schemasFor(values, world);
    const descriptions = new ApiDescriptions(schemas);
    this.#parts = {
      planned: {
        allowDestructive: values['allow-destructive'],
        api: api === 'recorded' ? null : knownVersion(api, descriptions),
        secrets: (name) => world.env[name],
        host: engineHost(endpoints.map(({ endpoint }) => endpoint)),
      },
      wanted: operationFilter(values.operation, () => importedOperations(schemas)),
      patience: readTimeout('timeout', values.timeout),
      clean: values.clean,
      descriptions,
      steps: new VersionSteps(descriptions),
      stopped: this.#stop.signal,
      say: (text) => this.#progress.say(text),
    };
  }

  async run(names: readonly string[]): Promise<number> {
    const { world } = this.#progress;
    const report = prepareDriftReport(this.#values, world);
    const source = this.#values.setup === undefined ? null : await readSetup(this.#values.setup, world);
    const cassettes = await this.#open(names);
    this.#notes.push(...cassettes.flatMap(({ name, cassette }) => gapNote(name, cassette.interactions)));
    void untilStopped().then((signal) => this.#stop.abort(new Interruption(signal)));
    const plans: PlannedSession[] = [];
    for (const { url, endpoint } of this.#endpoints) {
      const answer = await askVersion(endpoint, PATIENCE, '--against');
      if (answer.kind !== 'engine') {
        const error =
          answer.kind === 'unreachable'
            ? answer.error
            : new TapedeckError('TD_UPSTREAM_UNREACHABLE', `${url} is no engine: ${answer.detail}`);
        world.stderr(explainError(error));
        this.#engines.push({ engine: url, info: null, lacks: [], left: [], shard: this.#shardOfReport() });
        for (const named of cassettes) this.#checked.push(notRun(named, url, error.message));
        continue;
      }
      const engine: LiveEngine = { url, endpoint, info: answer.info, ask: engineAsk(endpoint, this.#parts.patience) };
      if (this.#values['dry-run']) plans.push(...(await this.#plan(cassettes, engine, source)));
      else await this.#check(cassettes, engine, source);
    }
    this.#progress.clear();
    return this.#values['dry-run'] ? this.#reportPlans(plans) : report(this.#found());
  }

  #reportPlans(plans: readonly PlannedSession[]): number {
    const { world } = this.#progress;
    writeResult(
      this.#values.format === 'json' ? planJson(plans) : planText(plans, resultColours(this.#values, world)),
      this.#values,
      world,
    );
    const isLacking = plans.some(({ lacks, setup }) => lacks.length > 0 && setup === null);
    return this.#checked.length > 0 || isLacking ? EXIT.environment : EXIT.fine;
  }

  /** A setup that is a cassette is planned first, and what it would make counts as made. */
  async #plan(cassettes: readonly NamedCassette[], engine: LiveEngine, source: SetupSource | null): Promise<PlannedSession[]> {
    const plans: PlannedSession[] = [];
    let setup: Setup | null = null;
    if (source?.kind === 'cassette') {
      const planned = await planFor(source.named, engine, null, null, this.#parts);
      plans.push(planned);
      setup = afterSetup(planned.plan);
    }
    const script = source?.kind === 'script' ? source.name : null;
    for (const named of cassettes) plans.push(await planFor(named, engine, setup, script, this.#parts));
    return plans;
  }

  #found(): FoundDrift {
    return {
      command: 'verify',
      engines: this.#engines,
      cassettes: this.#checked,
      drift: this.#drift,
      unchecked: this.#unchecked,
      notes: this.#notes,
      missing: [],
    };
  }

  #shardOfReport(): DriftShard | null {
    return this.#shard === null ? null : { parts: [this.#shard.index], of: this.#shard.of };
  }

  async #open(names: readonly string[]): Promise<NamedCassette[]> {
    const { world } = this.#progress;
    const paths = await resolveCassettes(names, world.cwd);
    const taken = this.#shard === null ? paths : takeShard(paths, weightOf, this.#shard);
    const cassettes = [];
    for (const path of taken) cassettes.push(await openCassette(path));
    const count = new Map<string, number>();
    for (const { info } of cassettes) count.set(info.name, (count.get(info.name) ?? 0) + 1);
    return cassettes.map((cassette) => {
      const path = readablePath(cassette.path, world.cwd).replaceAll(sep, '/');
      return { name: count.get(cassette.info.name) === 1 ? cassette.info.name : path, path, cassette };
    });
  }

  async #check(cassettes: readonly NamedCassette[], engine: LiveEngine, source: SetupSource | null): Promise<void> {
    const lacks = new Set<string>();
    const left: string[] = [];
    const { running, setup, failure } = source === null ? NO_SETUP : await this.#setUp(source, engine);
    for (const named of cassettes) {
      if (failure !== null || this.#stop.signal.aborted) {
        this.#checked.push(notRun(named, engine.url, failure ?? String(this.#stop.signal.reason)));
        continue;
      }
      const result = await checkSession(named, engine, setup, this.#parts);
      this.#checked.push(result.checked);
      this.#drift.push(...result.drift);
      this.#unchecked.push(...result.unchecked);
      for (const lacking of result.lacks) lacks.add(lacking);
      left.push(...result.left);
    }
    left.push(...((await running?.end(this.#parts.clean)) ?? []));
    this.#engines.push({ engine: engine.url, info: engine.info, lacks: [...lacks], left, shard: this.#shardOfReport() });
  }

  /** Whatever comes of it, what it has made by then is to be removed. */
  async #setUp(source: SetupSource, engine: LiveEngine): Promise<SetUp> {
    const { world } = this.#progress;
    this.#progress.say(`${engine.url}: setting up with ${source.name}`);
    let running: RunningSetup | null = null;
    try {
      running = await RunningSetup.begin(engine);
      return { running, setup: await running.run(source, this.#parts, world), failure: null };
    } catch (error) {
      if (!(error instanceof TapedeckError)) throw error;
      world.stderr(explainError(error));
      return { running, setup: null, failure: error.message };
    }
  }
}

interface SetUp {
  readonly running: RunningSetup | null;
  readonly setup: Setup | null;
  /** Why no session is to be asked. */
  readonly failure: string | null;
}

const NO_SETUP: SetUp = { running: null, setup: null, failure: null };

function notRun({ name, path, cassette }: NamedCassette, engine: string, detail: string): CheckedCassette {
  const interactions = cassette.interactions.length;
  return { engine, cassette: name, path, interactions, checked: 0, state: 'not-run', detail, operations: {}, took: 0 };
}

function knownVersion(api: ApiVersion, descriptions: ApiDescriptions): ApiVersion {
  descriptions.at(api);
  return api;
}

/** Files of the directory: an interaction each, and a few more. */
function weightOf(path: string): number {
  return readdirSync(path).length;
}

function usage(message: string, hint?: string): TapedeckError {
  return new TapedeckError('TD_USAGE', message, hint === undefined ? {} : { hint });
}
