/** What is recorded whole but cannot be played back from its bytes. A clear miss is better than a client that hangs. */
import type { Interaction } from '../cassette/types.ts';
import type { HeadMeaning } from '../meaning/request.ts';

const BUILDKIT =
  '  BuildKit builds are recorded but cannot be replayed yet: their calls race on HTTP/2 streams, so that equal builds send unequal bytes.\n' +
  '  With DOCKER_BUILDKIT=0 the docker CLI uses the legacy builder, which can.';
const WEBSOCKET = '  Attaching by websocket cannot be replayed yet: each client makes up the key that the recorded answer must match.';

const STREAMS: Readonly<Record<string, string>> = { Session: BUILDKIT, BuildKitGrpc: BUILDKIT, ContainerAttachWebsocket: WEBSOCKET };

/** Why this request cannot be answered from recorded bytes whatever the cassette holds; null where it can. */
export function unplayableRequest(head: HeadMeaning): string | null {
  if (head.upgrade === 'h2c') return BUILDKIT;
  return head.operation?.id === 'ImageBuild' && head.query.get('version') === '2' ? BUILDKIT : null;
}

/** Why this answer cannot be played; null where it can. A refusal of the engine always can. */
export function unplayableAnswer({ operation, outcome }: Interaction): string | null {
  return outcome.kind === 'hijacked' && operation !== null ? (STREAMS[operation] ?? null) : null;
}
