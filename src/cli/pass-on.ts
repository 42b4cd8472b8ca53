/**
 * A live engine behind the cassettes: it is asked for what they do not have (`replay --on-miss passthrough`), and what it
 * answers may be recorded behind what a cassette has (`run --mode new-episodes`).
 */
import { basename } from 'node:path';
import type { Endpoint } from '../docker/endpoint.ts';
import type { Bindings } from '../meaning/bindings.ts';
import { startPassingOn } from '../proxy/pass-on.ts';
import type { PassOn } from '../replay/exchange.ts';
import { withLaterNames } from '../replay/later-names.ts';
import { createRecording, type FinishedRecording, type Recording, writeCassette } from '../store/cassette-directory.ts';
import { KeptBody } from '../store/kept-body.ts';
import { assemble, openCassette } from './cassettes.ts';
import { type RunningRecorder, startRecorder } from './recorder.ts';
import { PROGRAM } from './version.ts';

export interface PassOnOptions {
  readonly upstream: Endpoint;
  /** The cassette that new answers are recorded in; null: they are forgotten. */
  readonly recordIn: string | null;
  readonly onError: (error: Error) => void;
  /** Called once, when the disk refuses. */
  readonly onIncomplete: (error: unknown) => void;
}

export interface LiveEngine {
  /** For the player. */
  readonly passOn: PassOn;
  /**
   * When all clients are gone: writes what is new; null where nothing is, or nothing is recorded.
   * @throws TD_RECORDING_INCOMPLETE, and what writing a cassette throws
   */
  finish(): Promise<FinishedRecording | null>;
  /** Forgets what is new. */
  abort(): Promise<void>;
}

/** @throws what `createRecording` throws */
export async function startLiveEngine({ upstream, recordIn, onError, onIncomplete }: PassOnOptions): Promise<LiveEngine> {
  const recording = recordIn === null ? null : await goOnIn(recordIn);
  const recorder: RunningRecorder | null = recording && startRecorder(recording, onIncomplete);
  const passing = await startPassingOn({
    upstream,
    now: () => performance.now(),
    onError,
    ...(recorder === null ? {} : { observer: recorder.observer }),
  });
  /** What stands for what, by the number of the exchange. */
  const bound = new Map<number, Bindings>();
  const stop = () => {
    passing.close();
    recorder?.flush();
  };
  return {
    passOn: {
      responder: (bindings) => ({
        open: (request, reply) => passing.open(request, reply, (exchange) => bindings !== null && bound.set(exchange, bindings)),
      }),
      keepBody: () => new KeptBody(),
    },
    async finish() {
      stop();
      if (recording === null || recorder === null) return null;
      if (recorder.requests > 0) {
        const finished = await recording.finish({ warnings: recorder.warnings() });
        if ([...bound.values()].some(({ isEmpty }) => !isEmpty))
          await noteNames(finished.path, (id) => bound.get(id - recording.firstId) ?? null);
        return finished;
      }
      await recording.abort();
      return null;
    },
    async abort() {
      stop();
      await recording?.abort();
    },
  };
}

/** A later run has other names for what these interactions are about; playback is told by theirs which is which. */
async function noteNames(path: string, bindingsOf: (id: number) => Bindings | null): Promise<void> {
  const cassette = await openCassette(path);
  const named = withLaterNames(cassette, bindingsOf);
  if (named !== cassette) await writeCassette(path, named);
}

function goOnIn(path: string): Promise<Recording> {
  const start = { name: basename(path), recordedAt: new Date().toISOString(), recordedWith: PROGRAM };
  return createRecording(path, { start, assemble, append: true });
}
