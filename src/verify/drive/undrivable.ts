/** Recorded requests that nobody can send again. */
import type { Interaction } from '../../cassette/types.ts';
import { findOperation } from '../../docker/operations.ts';
import type { StreamDriver } from './stream-driver.ts';

/** gRPC in both directions: its messages are made anew by whoever speaks it. */
const MESSAGES: ReadonlySet<string> = new Set(['Session', 'BuildKitGrpc']);

/** Why, in words; null where it can be sent. */
export function undrivable(interaction: Interaction, streams: StreamDriver | null): string | null {
  const { operation, outcome, request } = interaction;
  if (outcome.kind === 'opaque') return 'the recording could not read it as HTTP';
  if (outcome.kind === 'failed' && (outcome.reason === 'upstream-unreachable' || outcome.reason === 'upstream-closed')) {
    return 'the recorded engine gave no answer';
  }
  if (request.end === 'cut-off') return 'the recorded client did not send all of the request';
  if (streams?.takes(interaction) === true) return null;
  if (MESSAGES.has(operation ?? '') || (streams === null && isBuildKitBuild(interaction))) return 'builds with BuildKit are not driven';
  return null;
}

/** A build that waits for a session of its client. */
function isBuildKitBuild({ operation, request }: Interaction): boolean {
  if (operation !== 'ImageBuild') return false;
  return new URLSearchParams(findOperation(request.method, request.target)?.query).get('version') === '2';
}
