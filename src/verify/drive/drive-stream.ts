/** Hands a hijacked stream to somebody who speaks its language, for as long as there is time. */
import type { Clock } from '../../cassette/clock.ts';
import type { Difference, Told } from '../types.ts';
import type { LiveTold } from './door.ts';
import type { LiveExchange } from './exchange.ts';
import type { StreamDriver } from './stream-driver.ts';

export interface StreamTime {
  readonly clock: Clock;
  /** Milliseconds. */
  readonly patience: number;
  readonly stopped: AbortSignal;
}

/** The line is closed when its driver has done. */
export async function driveStream(
  exchange: LiveExchange,
  recorded: Told,
  streams: StreamDriver,
  leaveDue: Promise<void>,
  { clock, patience, stopped }: StreamTime,
): Promise<{ readonly told: LiveTold; readonly differences: readonly Difference[] }> {
  let onTimeUp: () => void = () => {};
  const timeUp = new Promise<void>((resolve) => {
    onTimeUp = resolve;
  });
  const undo = clock.after(patience, onTimeUp);
  stopped.addEventListener('abort', onTimeUp);
  const differences = await streams.drive({
    recorded,
    engine: exchange.stream(),
    send: (bytes) => exchange.send(bytes),
    end: () => exchange.end(),
    leaveDue,
    timeUp,
  });
  undo();
  stopped.removeEventListener('abort', onTimeUp);
  exchange.leave();
  return { told: await exchange.told, differences };
}
