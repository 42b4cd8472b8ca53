/** `tapedeck record`: a relay between clients and an engine, and a recorder that listens to it. */
import { basename } from 'node:path';
import { normaliseTimes } from '../cassette/normalise.ts';
import type { EngineInfo } from '../cassette/types.ts';
import { startRelay } from '../proxy/relay.ts';
import { count } from '../report/quantities.ts';
import type { FinishedRecording, Recording } from '../store/cassette-directory.ts';
import { cassettePath, createRecording, writeCassette } from '../store/cassette-directory.ts';
import { assemble, openCassette } from './cassettes.ts';
import { serveClients } from './clients.ts';
import { askVersion } from './engine.ts';
import { EXIT, explainError } from './exit-codes.ts';
import type { ListenValues } from './listening.ts';
import { chooseListening } from './listening.ts';
import { neverConnected } from './never-connected.ts';
import { progressOn } from './progress.ts';
import { readablePath } from './readable-path.ts';
import { startRecorder } from './recorder.ts';
import { firstAnswer, relayUpstream, sayOnce } from './relay-engine.ts';
import type { ResultOptions } from './result.ts';
import { asJson, writeSummary } from './result.ts';
import type { Upstream } from './upstream.ts';
import { PROGRAM } from './version.ts';
import type { World } from './world.ts';

export interface RecordValues extends ListenValues, ResultOptions {
  readonly cassette: string;
  readonly upstream?: string | undefined;
  readonly append: boolean;
  readonly 'normalise-times': boolean;
}

export async function record(values: RecordValues, world: World): Promise<number> {
  const path = cassettePath(values.cassette, world.cwd);
  const upstream = relayUpstream(values, world);
  const engine = await firstAnswer(upstream, values, world, 'the cassette will not name the engine');
  const listening = chooseListening(values, world);
  try {
    const recording = await createRecording(path, {
      start: { name: basename(path), recordedAt: new Date().toISOString(), recordedWith: PROGRAM, engine },
      assemble,
      append: values.append,
    });
    let session: Session;
    try {
      session = await relayClients(recording, engine, upstream, listening, values, world);
    } catch (error) {
      await recording.abort();
      throw error;
    }
    return await finish(recording, session, values, world);
  } finally {
    listening.remove();
  }
}

interface Session {
  readonly exitCode: number;
  readonly started: boolean;
  readonly connections: number;
  readonly engine: EngineInfo | null;
  readonly limits: readonly string[];
}

type Listening = ReturnType<typeof chooseListening>;

async function relayClients(
  recording: Recording,
  engine: EngineInfo | null,
  upstream: Upstream,
  listening: Listening,
  values: RecordValues,
  outside: World,
): Promise<Session> {
  const progress = progressOn(outside);
  const { world } = progress;
  let known = engine;
  let asking: Promise<void> | null = null;
  let connections = 0;
  const recorder = startRecorder(recording, sayIncomplete(world));
  const relay = await startRelay({
    listen: listening.endpoint,
    socketMode: listening.socketMode,
    upstream: upstream.endpoint,
    now: () => performance.now(),
    observer: recorder.observer,
    onConnection: () => {
      connections += 1;
      if (known !== null || asking !== null) return;
      asking = askVersion(upstream.endpoint).then((answer) => {
        asking = null;
        if (answer.kind !== 'engine') return;
        known = answer.info;
        describe(recording, known);
      });
    },
    onError: sayOnce(world),
  });
  try {
    const { exitCode, started } = await serveClients(
      relay,
      values,
      progress,
      () => `${count(recorder.requests, 'request')}, ${relay.connections} connected`,
    );
    return { exitCode, started, connections, engine: known, limits: recorder.warnings() };
  } finally {
    await relay.close();
    recorder.flush();
    await asking;
  }
}

/** A disk that refuses is said once. */
export function sayIncomplete(world: World): (error: unknown) => void {
  return (error) =>
    world.stderr(`tapedeck: recording incomplete: ${(error as Error).message}\n  Clients are served on; nothing more is recorded.\n`);
}

/** So that it is known even if we are killed. A disk that refuses this refuses the journal as well, which says so. */
function describe(recording: Recording, engine: EngineInfo): void {
  try {
    recording.describe({ engine });
  } catch {}
}

async function finish(recording: Recording, session: Session, values: RecordValues, world: World): Promise<number> {
  const { exitCode, started, connections } = session;
  if (connections === 0) {
    await recording.abort();
    if (values.COMMAND === null) {
      world.stderr(`nothing was recorded: nobody connected\n`);
      return EXIT.fine;
    }
    return started ? neverConnected(exitCode, values, world) : exitCode;
  }
  let finished: FinishedRecording;
  try {
    finished = await recording.finish({ engine: session.engine, warnings: session.limits });
    if (values['normalise-times']) await writeCassette(finished.path, normaliseTimes(await openCassette(finished.path)));
  } catch (error) {
    world.stderr(explainError(error));
    return exitCode === EXIT.fine ? EXIT.environment : exitCode;
  }
  report(finished, session, values, world);
  // Exchanges that a signal cut off make a cassette incomplete as well, but that was somebody's wish.
  return exitCode === EXIT.fine && recording.journal.error !== null ? EXIT.environment : exitCode;
}

function report({ path, info, interactions }: FinishedRecording, session: Session, values: RecordValues, world: World): void {
  const where = readablePath(path, world.cwd);
  if (values.format === 'json') {
    const summary = { cassette: where, interactions, complete: info.complete, warnings: info.warnings, exitCode: session.exitCode };
    writeSummary(asJson(summary), values, world);
    return;
  }
  const warnings = info.warnings.map((warning) => `warning: ${warning}\n`).join('');
  const verb = info.complete ? 'recorded' : 'recording incomplete:';
  writeSummary(`${warnings}${verb} ${count(interactions, 'interaction')} in ${where}\n`, values, world);
}
