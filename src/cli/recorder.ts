/** What listens to an engine and writes a recording: the recorder, and who notes what no replay will give back. */
import type { ExchangeObserver } from '../cassette/exchange.ts';
import { Recorder } from '../record/recorder.ts';
import { Redactor } from '../record/redactor.ts';
import type { Recording } from '../store/cassette-directory.ts';
import { ReplayLimits } from './replay-limits.ts';

export interface RunningRecorder {
  readonly observer: ExchangeObserver;
  /** So far. */
  readonly requests: number;
  /** What of it cannot be replayed, one sentence each. */
  warnings(): readonly string[];
  /** When nothing more will be heard: all of it is in the journal. */
  flush(): void;
}

/** @param onIncomplete called once, when the disk refuses; clients are served on */
export function startRecorder(recording: Recording, onIncomplete: (error: unknown) => void): RunningRecorder {
  const limits = new ReplayLimits();
  const recorder = new Recorder({
    journal: recording.journal,
    redact: (next) => new Redactor(next),
    defer: setImmediate,
    onIncomplete,
  });
  let requests = 0;
  return {
    observer: {
      event: (event) => {
        recorder.event(event);
        limits.event(event);
        if (event.kind === 'request') requests += 1;
      },
      beforeClient: (release) => recorder.beforeClient(release),
    },
    get requests() {
      return requests;
    },
    warnings: () => limits.sentences(),
    flush: () => recorder.flush(),
  };
}
