/** The way to a live engine for the upgrade check: a connection an exchange, and an interaction of what was said there. */
import type { ExchangeEvent } from '../cassette/exchange.ts';
import type { Endpoint } from '../docker/endpoint.ts';
import { EngineClient } from '../proxy/engine-client.ts';
import { LiveInteractions } from '../record/live-interactions.ts';
import { TemporaryBodies } from '../store/temporary-bodies.ts';
import type { Door } from '../verify/drive/door.ts';

/** @param now milliseconds */
export function engineDoor(upstream: Endpoint, now: () => number): Door {
  let exchanges = 0;
  return {
    open: (listener) => {
      const number = exchanges++;
      const bodies = new TemporaryBodies();
      const live = new LiveInteractions((interaction) => {
        listener.told({ interaction, files: bodies, drop: () => bodies.drop() });
      }, bodies);
      const hear = (event: ExchangeEvent): void => {
        listener.event(event);
        live.event(event);
      };
      return new EngineClient({ upstream, number, now, hear });
    },
  };
}
