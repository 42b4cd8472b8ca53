/**
 * The size of a terminal is set while its process starts and ends. That the recorded engine no longer found the process was a
 * race of that run (seen on Docker 26.1.5: `cannot resize a stopped container`): one that finds it does nothing else.
 */
import { setsSize } from '../terminal-sizes.ts';
import type { Told } from '../types.ts';
import { errorText } from './error-text.ts';

const NO_PROCESS = /stopped container|not running|process (?:already finished|does not exist)/i;

/** Whether the size came too late in the recording and in time now. The other way round it is asked again by whoever drives. */
export function wasLateSize(recorded: Told, live: Told): boolean {
  if (!setsSize(recorded.interaction.request)) return false;
  const { outcome } = live.interaction;
  return NO_PROCESS.test(errorText(recorded) ?? '') && 'head' in outcome && outcome.head.status < 300;
}
