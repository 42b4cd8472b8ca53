/** Everything that is tried on one real engine with each of its clients, one after the other. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Client, Engine } from '../support/engine.ts';
import { askedEngines, findDockerHost, findEngine, HOW_TO, skip } from '../support/engine.ts';
import {
  type Bench,
  findingsOf,
  type Run,
  runDirect,
  runGuarded,
  runRecorded,
  runReplayed,
  runVerified,
  setUpBench,
  tapedeck,
  tearDownBench,
} from '../support/engine-session.ts';
import { maskAges, normaliseOutput } from '../support/normalise-output.ts';
import { hardCases } from './hard-cases.ts';
import { SESSIONS } from './sessions/all.ts';
import { CLIENT_SESSIONS } from './sessions/clients.ts';
import type { Session } from './sessions/session.ts';

const REPLAYS = Number(process.env.TAPEDECK_TEST_REPLAYS ?? 1); // scripts/engines/replay-often
const VERIFIES = Number(process.env.TAPEDECK_TEST_VERIFIES ?? 1);
const TIMEOUT = 300_000 + (REPLAYS + VERIFIES) * 30_000;

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
  if ((process.env.DOCKER_HOST ?? '') === '') {
    process.stderr.write(
      `\nSKIPPED every test on a real Docker Engine: neither TAPEDECK_TEST_ENGINES nor DOCKER_HOST is set (${HOW_TO})\n\n`,
    );
    skip('sessions on the engine of DOCKER_HOST', 'DOCKER_HOST is not set');
    return;
  }
  const engine = findDockerHost();
  if (engine !== null) describeEngine(engine);
}

function describeEngine(engine: Engine): void {
  const newest = engine.clients.at(-1);
  for (const client of engine.clients) {
    describe(`${engine.name} with ${client.name}`, () => {
      let bench: Bench;
      beforeAll(() => {
        bench = setUpBench(engine, client);
      });
      afterAll(() => tearDownBench(bench));

      for (const session of SESSIONS) {
        // What it does without tapedeck is seen once; then the engine is as it was for both.
        const direct = once(() => onTheEngine(bench, session, () => runDirect(bench, session.script)));
        it(`records and replays ${session.name}`, async () => recordsAndReplays(bench, session, await direct()), TIMEOUT);
        if (client !== newest) continue; // the older one asks in the same API version
        it(
          `lets ${session.name} pass a proxy that enforces the contract`,
          async () => passesTheGuard(bench, session, await direct()),
          TIMEOUT,
        );
      }
      hardCases(engine, client, () => bench);
    });
  }
  describe(`${engine.name} with other clients`, () => otherClients(engine));
}

/** Those of scripts/engines/clients; there are none for the engine of DOCKER_HOST. */
function otherClients(engine: Engine): void {
  if (engine.name === 'DOCKER_HOST') return;
  let bench: Bench;
  beforeAll(() => {
    bench = setUpBench(engine, engine.clients[0] as Client);
  });
  afterAll(() => tearDownBench(bench));
  it.each(CLIENT_SESSIONS.map((session) => [session.name, session] as const))(
    'records and replays %s',
    async (_name, session) => recordsAndReplays(bench, session, await onTheEngine(bench, session, () => runDirect(bench, session.script))),
    TIMEOUT,
  );
}

async function recordsAndReplays(bench: Bench, session: Session, direct: Run): Promise<void> {
  const recorded = await onTheEngine(bench, session, () => runRecorded(bench, session.name, session.script));
  expect(comparable(recorded, session)).toEqual(comparable(direct, session));

  for (let run = 1; run <= REPLAYS; run += 1) {
    const replayed = await runReplayed(bench, session.name, session.script);
    expect({ run, ...withoutAges(replayed, session) }).toEqual({ run, ...withoutAges(recorded, session) });
  }

  for (let run = 1; run <= VERIFIES; run += 1) {
    const verified = await runVerified(bench, session.name, session.setup);
    if (session.cleanup !== undefined) await runDirect(bench, session.cleanup);
    expect({ run, said: verified.code === 0 ? 'no drift' : verified.stdout + verified.stderr }).toEqual({ run, said: 'no drift' });
  }

  const validated = await tapedeck(bench, ['validate', session.name]);
  expect(validated.code === 0 ? 'no errors' : validated.stdout + validated.stderr).toBe('no errors');
}

async function passesTheGuard(bench: Bench, session: Session, direct: Run): Promise<void> {
  const guarded = await onTheEngine(bench, session, () => runGuarded(bench, session.name, session.script));
  expect(comparable(guarded, session)).toEqual(comparable(direct, session));
  expect(findingsOf(bench, session.name).filter(({ severity }) => severity !== 'note')).toEqual([]);
}

function once<T>(run: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | null = null;
  return () => {
    result ??= run();
    return result;
  };
}

async function onTheEngine(bench: Bench, session: Session, run: () => Promise<Run>): Promise<Run> {
  if (session.setup !== undefined) await runDirect(bench, `${session.setup} > /dev/null`);
  const result = await run();
  if (session.cleanup !== undefined) await runDirect(bench, session.cleanup);
  return result;
}

/** What a run and a recorded run must have in common. */
function comparable(run: Run, { masks = [], clientMasks = [] }: Session): Run {
  return onText(run, (text) => normaliseOutput(text, [...masks, ...clientMasks]));
}

/** What a recorded and a replayed run must have in common: all of it, save what the client makes up. */
function withoutAges(run: Run, { clientMasks = [] }: Session): Run {
  return onText(run, (text) => clientMasks.reduce((out, [what, by]) => out.replace(what, by), maskAges(text)));
}

function onText(run: Run, change: (text: string) => string): Run {
  return { ...run, stdout: change(run.stdout), stderr: change(run.stderr) };
}
