/** A private way to an engine, for a script: bytes pass as they are, and what each exchange was is told when it is over. */
import type { ExchangeEvent } from '../cassette/exchange.ts';
import { type Endpoint, formatEndpoint } from '../docker/endpoint.ts';
import { startRelay } from '../proxy/relay.ts';
import { LiveInteractions } from '../record/live-interactions.ts';
import { TemporaryBodies } from '../store/temporary-bodies.ts';
import type { Told } from '../verify/types.ts';
import { untilQuiet } from './clients.ts';
import { CLOCK } from './clock.ts';
import { makePrivateSocket, socketPlaces } from './private-socket.ts';
import { sayOnce } from './relay-engine.ts';
import type { World } from './world.ts';

export interface WatchedEngine {
  /** For DOCKER_HOST. */
  readonly url: string;
  /** Resolves when nobody is connected any more, or soon after: a client may have been left in the background. */
  quiet(): Promise<void>;
  /** Cuts off who is connected still. */
  close(): Promise<void>;
}

/** @throws TD_LISTEN */
export async function watchEngine(upstream: Endpoint, heard: (told: Told) => void, world: World): Promise<WatchedEngine> {
  const socket = makePrivateSocket(socketPlaces(world.env));
  const exchanges = new Map<number, LiveInteractions>();
  const start = (exchange: number): LiveInteractions => {
    const bodies = new TemporaryBodies();
    const live = new LiveInteractions((interaction) => {
      exchanges.delete(exchange);
      heard({ interaction, files: bodies });
      bodies.drop();
    }, bodies);
    exchanges.set(exchange, live);
    return live;
  };
  try {
    const relay = await startRelay({
      listen: { kind: 'unix', path: socket.path },
      upstream,
      now: CLOCK.now,
      observer: { event: (event: ExchangeEvent) => (exchanges.get(event.exchange) ?? start(event.exchange)).event(event) },
      onError: sayOnce(world),
    });
    return {
      url: formatEndpoint(relay.endpoint),
      quiet: () => untilQuiet(relay),
      close: async () => {
        await relay.close();
        socket.remove();
      },
    };
  } catch (error) {
    socket.remove();
    throw error;
  }
}
