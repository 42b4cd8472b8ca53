/** Everything that is tried on one real engine with each of its clients, one after the other. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Engine } from '../support/engine.ts';
import { askedEngines, findDockerHost, findEngine, skip } from '../support/engine.ts';
import { type Bench, type Run, runDirect, runRecorded, runReplayed, setUpBench, tapedeck, tearDownBench } from '../support/engine-session.ts';
import { maskAges, normaliseOutput } from '../support/normalise-output.ts';
import { hardCases } from './hard-cases.ts';
import { SESSIONS } from './sessions/all.ts';
import type { Session } from './sessions/session.ts';

const TIMEOUT = 300_000;

/** The suite for an engine of scripts/engines/engine: run where TAPEDECK_TEST_ENGINES names it. */
export function engineSuite(name: string): void {
  if (!askedEngines().includes(name)) {
    skip(`sessions on ${name}`, `TAPEDECK_TEST_ENGINES does not name it`);
    return;
  }
  const engine = findEngine(name);
  if (engine !== null) describeEngine(engine);
}

/** The suite for the engine of DOCKER_HOST. */
export function dockerHostSuite(): void {
  const engine = findDockerHost();
  if (engine !== null) describeEngine(engine);
}

function describeEngine(engine: Engine): void {
  for (const client of engine.clients) {
    describe(`${engine.name} with ${client.name}`, () => {
      let bench: Bench;
      beforeAll(() => {
        bench = setUpBench(engine, client);
      });
      afterAll(() => tearDownBench(bench));

      it.each(SESSIONS.map((session) => [session.name, session] as const))(
        'records and replays %s',
        async (_name, session) => recordsAndReplays(bench, session),
        TIMEOUT,
      );
      hardCases(() => bench);
    });
  }
}

async function recordsAndReplays(bench: Bench, session: Session): Promise<void> {
  const direct = await onTheEngine(bench, session, () => runDirect(bench, session.script));
  const recorded = await onTheEngine(bench, session, () => runRecorded(bench, session.name, session.script));
  expect(comparable(recorded, session)).toEqual(comparable(direct, session));

  const replayed = await runReplayed(bench, session.name, session.script);
  expect(withoutAges(replayed)).toEqual(withoutAges(recorded));

  const validated = await tapedeck(bench, ['validate', session.name]);
  expect(validated).toMatchObject({ code: 0 });
}

async function onTheEngine(bench: Bench, session: Session, run: () => Promise<Run>): Promise<Run> {
  if (session.setup !== undefined) await runDirect(bench, `${session.setup} > /dev/null`);
  const result = await run();
  if (session.cleanup !== undefined) await runDirect(bench, session.cleanup);
  return result;
}

function comparable(run: Run, session: Session): Run {
  return { ...run, stdout: normaliseOutput(run.stdout, session.masks), stderr: normaliseOutput(run.stderr, session.masks) };
}

function withoutAges(run: Run): Run {
  return { ...run, stdout: maskAges(run.stdout), stderr: maskAges(run.stderr) };
}
