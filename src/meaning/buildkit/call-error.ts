/** What the trailers of a gRPC call say went wrong. */
import type { RawHeaders } from '../../cassette/types.ts';
import type { RecordedCall } from './recorded-calls.ts';

/** Null where nothing did. */
export function errorIn(trailers: RawHeaders): string | null {
  const value = (name: string) => trailers.find(([header]) => header === name)?.[1];
  const status = value('grpc-status');
  if (status === undefined || status === '0') return null;
  return decodeMessage(value('grpc-message') ?? `gRPC status ${status}`);
}

/** The error that a recorded call ended with; null where it ended well, or never. */
export function recordedError({ answer }: RecordedCall): string | null {
  const last = answer.findLast((step) => step.kind === 'trailers');
  return last?.kind === 'trailers' ? errorIn(last.headers) : null;
}

/** gRPC writes what is not printable as %XX. */
function decodeMessage(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
