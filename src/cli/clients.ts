/** The time in which clients are served: as long as the COMMAND runs, or until a signal. */
import type { Endpoint } from '../docker/endpoint.ts';
import { TapedeckError } from '../errors.ts';
import { EXIT, explainError } from './exit-codes.ts';
import type { ListenValues } from './listening.ts';
import { announce, urlForClients } from './listening.ts';
import { keepSaying, type Progress } from './progress.ts';
import { untilStopped } from './signals.ts';
import { environmentFor, exitCodeOfStart, runCommand } from './wrapped-command.ts';

export interface Visit {
  /** The COMMAND's; 0 for a server that was stopped by a signal. */
  readonly exitCode: number;
  /** False: the COMMAND could not be started. */
  readonly started: boolean;
}

/** What of a relay or server matters here. */
export interface Doors {
  readonly endpoint: Endpoint;
  /** Connections open now. */
  readonly connections: number;
}

/** @param progress where a server on a terminal shows how things stand; @param status how they stand */
export async function serveClients(doors: Doors, values: ListenValues, progress: Progress, status: () => string): Promise<Visit> {
  const { world } = progress;
  const { COMMAND } = values;
  if (COMMAND === null) {
    // Before anybody can know that we listen: who reads "listening on" may stop us at once.
    const stopped = untilStopped();
    announce(doors.endpoint, values, world);
    const saying = keepSaying(progress, status);
    await stopped;
    saying.stop();
    return { exitCode: EXIT.fine, started: true };
  }
  announce(doors.endpoint, values, world);
  try {
    const exitCode = await runCommand(COMMAND, environmentFor(urlForClients(doors.endpoint), world.env));
    await untilQuiet(doors);
    return { exitCode, started: true };
  } catch (error) {
    if (!(error instanceof TapedeckError) || error.code !== 'TD_COMMAND') throw error;
    world.stderr(explainError(error));
    return { exitCode: exitCodeOfStart(error), started: false };
  }
}

/** Milliseconds. */
const LAST_BYTES = 1000;

/**
 * The COMMAND's end is told by a signal, the end of its connections by the sockets, and the signal may be first. So
 * wait until they have closed; but not for long, since it may have left a child behind that keeps one open.
 */
export async function untilQuiet(doors: Pick<Doors, 'connections'>): Promise<void> {
  const deadline = performance.now() + LAST_BYTES;
  while (doors.connections > 0 && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 5));
}
