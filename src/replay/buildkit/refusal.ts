/** How a gRPC call is told that there is no answer to it. */
import type { RawHeaders } from '../../cassette/types.ts';
import { STATUS_PATH } from '../../meaning/buildkit/call-kinds.ts';
import type { RecordedCall } from '../../meaning/buildkit/recorded-calls.ts';
import type { Miss } from '../miss.ts';

/** https://github.com/grpc/grpc/blob/master/doc/statuscodes.md */
const STATUS = { ok: 0, unknown: 2, unimplemented: 12, unavailable: 14 } as const;

/** The build it belongs to missed. Clients print the message and fail. */
export function failedTrailers(message: string): RawHeaders {
  return trailers(STATUS.unknown, message);
}

/** As engines answer a call they do not know. */
export function unknownCallTrailers(message: string): RawHeaders {
  return trailers(STATUS.unimplemented, message);
}

/** What a call of a build is told that missed. The progress just ends: another call says why. */
export function refusal(path: string, { message }: Miss): RawHeaders {
  return path === STATUS_PATH ? trailers(STATUS.ok, '') : failedTrailers(message);
}

/** The recording of it ends in its middle, and not because its client left. */
export function isCutOff({ interaction: { outcome }, answer }: RecordedCall): boolean {
  const cut = 'end' in outcome && (outcome.end === 'cut-off' || outcome.end === 'engine-died');
  return cut && answer.at(-1)?.kind !== 'trailers';
}

/** The recording ends in the middle of this call, not by its client. */
export function cutOffTrailers(): RawHeaders {
  return trailers(STATUS.unavailable, 'tapedeck: the recording was cut off here');
}

function trailers(status: number, message: string): RawHeaders {
  return [
    [':status', '200'],
    ['content-type', 'application/grpc'],
    ['grpc-status', String(status)],
    ['grpc-message', encodeMessage(message)],
  ];
}

/** Printable ASCII stays as it is, all else is %XX. */
function encodeMessage(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) =>
      byte >= 0x20 && byte <= 0x7e && byte !== 0x25 ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
    )
    .join('');
}
