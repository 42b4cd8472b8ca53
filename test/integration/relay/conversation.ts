/** A conversation of a scripted client with a scripted engine, run direct or through the relay, and what both sides saw. */
import type { ExchangeEvent, RequestGuard } from '../../../src/cassette/exchange.ts';
import type { Endpoint } from '../../../src/docker/endpoint.ts';
import { startRelay } from '../../../src/proxy/relay.ts';
import { type DaemonScript, startRawDaemon } from '../../support/raw-daemon.ts';
import { dialRaw, type Fate, type RawPeer } from '../../support/raw-peer.ts';
import { temporarySocket } from '../../support/temporary-socket.ts';

export interface Conversation {
  readonly name: string;
  /** unix unless given. Resets exist only over tcp. */
  readonly over?: 'unix' | 'tcp';
  readonly client: (client: RawPeer, dial: () => Promise<RawPeer>) => Promise<void>;
  readonly daemon: DaemonScript;
}

interface Saw {
  readonly bytes: string;
  readonly fate: Fate;
}

/** Each connection as each side saw it: what it read, and how that ended. */
export interface Transcript {
  readonly clients: readonly Saw[];
  readonly daemon: readonly Saw[];
}

/** Says what is to be heard of the conversation; none: the two speak to each other without a relay. */
export type Hear = (event: ExchangeEvent) => void;

/** Something between client and engine that is to change nothing. */
export interface Forwarder {
  readonly endpoint: Endpoint;
  close(): Promise<void>;
}

/** @param guard what judges requests on their way through the relay */
export function converse(conversation: Conversation, hear?: Hear, guard?: RequestGuard): Promise<Transcript> {
  if (hear === undefined) return converseThrough(conversation, null);
  const more = guard === undefined ? {} : { guard };
  return converseThrough(conversation, (listen, upstream) =>
    startRelay({ listen, upstream, now: () => 0, observer: groupCommit(hear), ...more }),
  );
}

/** @param start null: the two speak to each other directly */
export async function converseThrough(
  conversation: Conversation,
  start: ((listen: Endpoint, upstream: Endpoint) => Promise<Forwarder>) | null,
): Promise<Transcript> {
  const listen = (): Endpoint => (conversation.over === 'tcp' ? { kind: 'tcp', host: '127.0.0.1', port: 0 } : temporarySocket());
  const daemon = await startRawDaemon(conversation.daemon, listen());
  const forwarder = start === null ? null : await start(listen(), daemon.endpoint);
  const clients: RawPeer[] = [];
  const dial = async () => {
    const peer = await dialRaw(forwarder?.endpoint ?? daemon.endpoint);
    clients.push(peer);
    return peer;
  };
  try {
    await conversation.client(await dial(), dial);
    for (const client of clients) client.close();
    for (let index = 0; index < clients.length; index++) {
      const peer = await daemon.peer(index);
      await peer.takeRest();
    }
    return { clients: clients.map(saw), daemon: daemon.peers.map(saw) };
  } finally {
    await forwarder?.close();
    await daemon.close();
  }
}

function saw(peer: RawPeer): Saw {
  const bytes = peer.received.toString('latin1');
  // What is equal needs no picture: a digest would hide where two differ, the bytes show it.
  return { bytes, fate: peer.fate };
}

/** Holds bytes back for a turn of the event loop, as the recorder does. */
function groupCommit(event: Hear) {
  let waiting: (() => void)[] = [];
  return {
    event,
    beforeClient(release: () => void) {
      waiting.push(release);
      if (waiting.length > 1) return;
      setImmediate(() => {
        const due = waiting;
        waiting = [];
        for (const go of due) go();
      });
    },
  };
}
