/** How a gRPC call is told that there is no answer to it. */
import type { RawHeaders } from '../../cassette/types.ts';
import { GRPC_STATUS, grpcTrailers } from '../../docker/grpc-status.ts';
import { STATUS_PATH } from '../../meaning/buildkit/call-kinds.ts';
import type { RecordedCall } from '../../meaning/buildkit/recorded-calls.ts';
import type { Miss } from '../miss.ts';

/** The build it belongs to missed. Clients print the message and fail. */
export function failedTrailers(message: string): RawHeaders {
  return grpcTrailers(GRPC_STATUS.unknown, message);
}

/** As engines answer a call they do not know. */
export function unknownCallTrailers(message: string): RawHeaders {
  return grpcTrailers(GRPC_STATUS.unimplemented, message);
}

/** What a call of a build is told that missed. The progress just ends: another call says why. */
export function refusal(path: string, { message }: Miss): RawHeaders {
  return path === STATUS_PATH ? grpcTrailers(GRPC_STATUS.ok, '') : failedTrailers(message);
}

/** The recording of it ends in its middle, and not because its client left. */
export function isCutOff({ interaction: { outcome }, answer }: RecordedCall): boolean {
  const cut = 'end' in outcome && (outcome.end === 'cut-off' || outcome.end === 'engine-died');
  return cut && answer.at(-1)?.kind !== 'trailers';
}

/** The recording ends in the middle of this call, not by its client. */
export function cutOffTrailers(): RawHeaders {
  return grpcTrailers(GRPC_STATUS.unavailable, 'tapedeck: the recording was cut off here');
}
