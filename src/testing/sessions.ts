/** The two things a cassette does in a test: it answers, or it listens while an engine answers. */
import { basename } from 'node:path';
import { normaliseTimes } from '../cassette/normalise.ts';
import { assemble, openCassette } from '../cli/cassettes.ts';
import { CLOCK } from '../cli/clock.ts';
import { askVersion } from '../cli/engine.ts';
import { type LiveEngine, startLiveEngine } from '../cli/pass-on.ts';
import { startRecorder } from '../cli/recorder.ts';
import { PROGRAM } from '../cli/version.ts';
import type { Endpoint } from '../docker/endpoint.ts';
import { TapedeckError } from '../errors.ts';
import { GRPC_ENDS } from '../proxy/http2.ts';
import { startRelay } from '../proxy/relay.ts';
import { startServer } from '../proxy/server.ts';
import { BEHIND_HEAD, Player, type PlayerOptions } from '../replay/player.ts';
import type { Summary } from '../replay/tally.ts';
import { createRecording, writeCassette } from '../store/cassette-directory.ts';

export interface Session {
  /** What was played so far; null while recording. */
  summary(): Summary | null;
  /** Does nothing while recording. */
  rewind(): void;
  /** Drops clients that are still connected. A recording is finished. */
  close(): Promise<void>;
}

export type PlaybackOptions = Pick<PlayerOptions, 'speed' | 'gateTimeout' | 'anyVersion' | 'allowRepeats' | 'varying'>;

/**
 * @param newEpisodes the engine that is asked for what the cassette does not have, to be recorded behind it; null: none
 * @throws what a cassette that cannot be read throws; TD_LISTEN; TD_CASSETTE_BUSY; `close` TD_RECORDING_INCOMPLETE
 */
export async function startPlaying(
  path: string,
  listen: Endpoint,
  newEpisodes: Endpoint | null,
  options: PlaybackOptions,
): Promise<Session> {
  const cassette = await openCassette(path);
  let failure: unknown = null;
  const live: LiveEngine | null =
    newEpisodes &&
    (await startLiveEngine({
      upstream: newEpisodes,
      recordIn: path,
      // The client is told: 502.
      onError: () => {},
      onIncomplete: (error) => {
        failure = error;
      },
    }));
  const player = new Player({
    ...options,
    cassettes: [cassette],
    clock: CLOCK,
    behindHead: BEHIND_HEAD,
    grpc: GRPC_ENDS,
    ...(live === null ? {} : { passOn: live.passOn }),
  });
  const server = await startServer({ listen, responder: player }).catch(async (error: unknown) => {
    await live?.abort();
    throw error;
  });
  return {
    summary: () => player.summary(),
    rewind: () => void player.rewind(),
    async close() {
      await server.close();
      await live?.finish();
      throwIncomplete(failure);
    },
  };
}

export interface RecordingOptions {
  readonly upstream: Endpoint;
  readonly normaliseTimes: boolean;
}

/** @throws TD_UPSTREAM_UNREACHABLE, TD_CASSETTE_BUSY, TD_NOT_A_CASSETTE, TD_LISTEN; `close` TD_RECORDING_INCOMPLETE */
export async function startRecording(path: string, listen: Endpoint, { upstream, ...options }: RecordingOptions): Promise<Session> {
  const answer = await askVersion(upstream);
  if (answer.kind === 'unreachable') throw answer.error;
  const engine = answer.kind === 'engine' ? answer.info : null;
  const start = { name: basename(path), recordedAt: new Date().toISOString(), recordedWith: PROGRAM, engine };
  const recording = await createRecording(path, { start, assemble, append: false });
  let failure: unknown = null;
  const recorder = startRecorder(recording, (error) => {
    failure = error;
  });
  let connections = 0;
  const onConnection = () => {
    connections += 1;
  };
  const parts = { listen, upstream, now: () => performance.now(), observer: recorder.observer, onConnection };
  const relay = await startRelay(parts).catch(async (error: unknown) => {
    await recording.abort();
    throw error;
  });
  return {
    summary: () => null,
    rewind() {},
    async close() {
      await relay.close();
      recorder.flush();
      // A cassette without an interaction would be a trap: the next run would find it, and miss all.
      if (connections === 0) return recording.abort();
      const { path: written } = await recording.finish({ engine, warnings: recorder.warnings() });
      if (options.normaliseTimes) await writeCassette(written, normaliseTimes(await openCassette(written)));
      throwIncomplete(failure);
    },
  };
}

function throwIncomplete(failure: unknown): void {
  if (failure === null) return;
  throw new TapedeckError('TD_RECORDING_INCOMPLETE', `recording incomplete: ${(failure as Error).message}`, { cause: failure });
}
