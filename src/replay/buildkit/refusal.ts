/** How a gRPC call is told that there is no answer to it. */
import type { RawHeaders } from '../../cassette/types.ts';

/** https://github.com/grpc/grpc/blob/master/doc/statuscodes.md */
const STATUS = { ok: 0, unknown: 2, unimplemented: 12 } as const;

/** The build it belongs to missed. Clients print the message and fail. */
export function failedTrailers(message: string): RawHeaders {
  return trailers(STATUS.unknown, message);
}

/** As engines answer a call they do not know. */
export function unknownCallTrailers(message: string): RawHeaders {
  return trailers(STATUS.unimplemented, message);
}

/** A stream that ends early, while another call says why. */
export function endTrailers(): RawHeaders {
  return trailers(STATUS.ok, '');
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
