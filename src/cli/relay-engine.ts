/** The engine behind a relay (`record`, `proxy`): which one, and what it says of itself before anybody connects. */
import type { EngineInfo } from '../cassette/types.ts';
import { formatEndpoint, parseEndpoint } from '../docker/endpoint.ts';
import { TapedeckError } from '../errors.ts';
import { askVersion } from './engine.ts';
import { explainError } from './exit-codes.ts';
import type { ListenValues } from './listening.ts';
import type { Upstream } from './upstream.ts';
import { chooseUpstream, upstreamCandidates } from './upstream.ts';
import type { World } from './world.ts';

/** @throws what the upstream that is meant is refused for; TD_USAGE where it is the relay itself */
export function relayUpstream(
  { upstream: flag, listen }: Pick<ListenValues, 'listen'> & { readonly upstream?: string | undefined },
  world: World,
): Upstream {
  const upstream = chooseUpstream(upstreamCandidates(flag, world));
  if (listen !== undefined && formatEndpoint(parseEndpoint(listen)) === formatEndpoint(upstream.endpoint)) {
    throw new TapedeckError('TD_USAGE', `${listen} would be its own upstream (${upstream.source})`, {
      hint: 'Name the engine with --upstream URL, or listen elsewhere.',
    });
  }
  return upstream;
}

/**
 * With a COMMAND, no engine means no start. As a server we listen all the same.
 * @param loss what follows where it does not say its version
 */
export async function firstAnswer(
  upstream: Upstream,
  values: Pick<ListenValues, 'COMMAND'>,
  world: World,
  loss: string,
): Promise<EngineInfo | null> {
  const answer = await askVersion(upstream.endpoint);
  switch (answer.kind) {
    case 'engine':
      return answer.info;
    case 'no-version':
      world.stderr(`tapedeck: ${answer.detail} at ${upstream.url}: ${loss}\n`);
      return null;
    case 'unreachable':
      if (values.COMMAND !== null)
        throw new TapedeckError(answer.error.code, `${answer.error.message} (${upstream.source})`, hintOf(answer.error));
      world.stderr(`tapedeck: ${answer.error.message} (${upstream.source}); listening all the same\n`);
      return null;
    default:
      return answer satisfies never;
  }
}

const hintOf = (error: TapedeckError): { hint?: string } => (error.hint === undefined ? {} : { hint: error.hint });

/** An engine that is away would say so with every request of a client that tries again. */
export function sayOnce(world: World): (error: Error) => void {
  const said = new Set<string>();
  return (error) => {
    if (said.has(error.message) || said.size > 100) return;
    said.add(error.message);
    world.stderr(explainError(error));
  };
}
