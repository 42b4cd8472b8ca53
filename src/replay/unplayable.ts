/** What is recorded whole but cannot be played back from its bytes. A clear miss is better than a client that hangs. */
import type { Interaction } from '../cassette/types.ts';

const BUILDKIT = '  BuildKit speaks HTTP/2 on this connection, and this player was given none (PlayerOptions.grpc).';

const STREAMS: Readonly<Record<string, string>> = { Session: BUILDKIT, BuildKitGrpc: BUILDKIT };

/** Why this answer cannot be played; null where it can. A refusal of the engine always can. */
export function unplayableAnswer({ operation, outcome }: Interaction): string | null {
  return outcome.kind === 'hijacked' && operation !== null ? (STREAMS[operation] ?? null) : null;
}
