/** How a gRPC call ends: its status and what it says to people, as trailers (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md). */
import type { RawHeaders } from '../cassette/types.ts';

/** https://github.com/grpc/grpc/blob/master/doc/statuscodes.md */
export const GRPC_STATUS = { ok: 0, unknown: 2, notFound: 5, unimplemented: 12, unavailable: 14 } as const;

/** Of an answer that has no other headers they are all of it. */
export function grpcTrailers(status: number, message: string): RawHeaders {
  return [
    [':status', '200'],
    ['content-type', 'application/grpc'],
    ['grpc-status', String(status)],
    ['grpc-message', encodeMessage(message)],
  ];
}

/** The headers of an answer that has messages. */
export const GRPC_ANSWER: RawHeaders = [
  [':status', '200'],
  ['content-type', 'application/grpc'],
];

/** Printable ASCII stays as it is, all else is %XX. */
function encodeMessage(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) =>
      byte >= 0x20 && byte <= 0x7e && byte !== 0x25 ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
    )
    .join('');
}
