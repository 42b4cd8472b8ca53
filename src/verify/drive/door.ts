/** The way to a live engine, handed in: `proxy/` has the sockets, `record/` makes an interaction of what was said there. */
import type { ExchangeEvent } from '../../cassette/exchange.ts';
import type { Told } from '../types.ts';

/** A connection to the engine that carries one exchange, seen from the client's side of it. */
export interface LiveLine {
  /** Sends bytes as they are. Resolves as soon as more should be sent; at once where nobody takes them any more. */
  send(bytes: Buffer): Promise<void>;
  /** FIN behind all that was sent; what the engine says is still heard. */
  end(): void;
  /** The client leaves: the connection is closed, and nothing more is heard but the end. */
  leave(): void;
}

/** An exchange that was had with the engine just now. */
export interface LiveTold extends Told {
  /** Large bodies go (they lie in temporary files). Nothing of it may be read afterwards. */
  drop(): void;
}

export interface LineListener {
  /** What is sent and what comes, in order; the last one is `end`. */
  event(event: ExchangeEvent): void;
  /** Once, behind `end`. */
  told(told: LiveTold): void;
}

export interface Door {
  /** Connects. Where that fails the exchange ends as `upstream-unreachable`. */
  open(listener: LineListener): LiveLine;
}
