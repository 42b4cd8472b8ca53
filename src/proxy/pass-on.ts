/** Passes requests on to a live engine: plain ones by http-proxy, all else through a tunnel. */
import type { ExchangeObserver, LiveRequest, Reply, RequestSink, Responder } from '../cassette/exchange.ts';
import type { Endpoint } from '../docker/endpoint.ts';
import { carries, loadForwarder } from './forward.ts';
import { Passage } from './passage.ts';
import { Tunnel } from './tunnel.ts';

export interface PassOnOptions {
  readonly upstream: Endpoint;
  /** Hears what is passed on, as it would hear it from a relay. */
  readonly observer?: ExchangeObserver;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  /** What a user may want to read: no engine there. */
  readonly onError?: (error: Error) => void;
}

export interface PassingOn extends Responder {
  /** @param onExchange called with the number by which the observer hears of it */
  open(request: LiveRequest, reply: Reply, onExchange?: (exchange: number) => void): RequestSink;
  /** Cuts off what is under way (`end` events say `cut-off`), and lets go of the engine. */
  close(): void;
}

export async function startPassingOn({ upstream, observer, now, onError }: PassOnOptions): Promise<PassingOn> {
  const forwarder = await loadForwarder(upstream);
  const open = new Set<Passage>();
  const start = now();
  let exchanges = 0;
  return {
    open(live: LiveRequest, reply: Reply, onExchange?: (exchange: number) => void): RequestSink {
      const passage: Passage = new Passage(live, reply, {
        upstream,
        observer,
        now: () => now() - start,
        nextExchange: () => {
          onExchange?.(exchanges);
          return exchanges++;
        },
        onError: onError ?? (() => {}),
        onOver: () => open.delete(passage),
      });
      open.add(passage);
      return carries(live.head) ? forwarder.open(passage) : new Tunnel(passage, upstream);
    },
    close() {
      for (const passage of [...open]) passage.drop();
      forwarder.close();
    },
  };
}
