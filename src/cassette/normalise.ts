/** Times made equal, so that two recordings of one session differ only in what was said. */
import { countSizes, packSizes } from './sizes.ts';
import type { Cassette, CassetteInfo, Interaction, Sizes, Times } from './types.ts';

const EPOCH = '1970-01-01T00:00:00.000Z';

/** The same with every time set to zero and `recordedAt` to the epoch; what never happened (null) stays so. */
export function normaliseTimes(value: Cassette): Cassette;
export function normaliseTimes(value: Interaction): Interaction;
export function normaliseTimes(value: CassetteInfo): CassetteInfo;
export function normaliseTimes(value: Cassette | Interaction | CassetteInfo): Cassette | Interaction | CassetteInfo {
  if ('recordedAt' in value) return { ...value, recordedAt: EPOCH };
  if ('times' in value) return { ...value, times: zeroTimes(value.times) };
  return {
    ...value,
    info: normaliseTimes(value.info),
    interactions: value.interactions.map((interaction) => normaliseTimes(interaction)),
  };
}

function zeroTimes(times: Times): Times {
  return {
    request: 0,
    requestEnd: times.requestEnd === null ? null : 0,
    interim: times.interim.map(() => 0),
    response: times.response === null ? null : 0,
    chunks: times.chunks.map((time) => (typeof time === 'number' ? 0 : zeroSizes(time))),
    end: 0,
  };
}

function zeroSizes(times: Sizes): Sizes {
  const count = countSizes(times);
  return count < 2 ? packSizes(count === 0 ? [] : [0]) : [[0, count]];
}
