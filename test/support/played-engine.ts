/**
 * A live engine that is a playback: an upgrade check's streams end in a player, without sockets. What the check finds there
 * is what it gets wrong itself, or what the test has changed in what is played.
 */
import type { Reply, RequestSink } from '../../src/cassette/exchange.ts';
import { parseRequestHead } from '../../src/cassette/head.ts';
import type { Cassette, Interaction } from '../../src/cassette/types.ts';
import { requestWire } from '../../src/cassette/wire.ts';
import { GRPC_ENDS } from '../../src/proxy/http2.ts';
import type { Miss } from '../../src/replay/miss.ts';
import { Player } from '../../src/replay/player.ts';
import type { BuildKitDriver } from '../../src/verify/buildkit/buildkit-driver.ts';
import type { DrivenStream } from '../../src/verify/drive/stream-driver.ts';
import type { Identities } from '../../src/verify/identities.ts';
import { targetToLive } from '../../src/verify/target-to-live.ts';
import type { Difference } from '../../src/verify/types.ts';
import { someFiles } from './interactions.ts';
import { realClock } from './playback.ts';

/** Bytes on their way, for one reader. */
class Pipe implements Reply, AsyncIterable<Buffer> {
  readonly #bytes: Buffer[] = [];
  #ended = false;
  #wake: () => void = () => {};

  write(bytes: Buffer): boolean {
    this.#bytes.push(Buffer.from(bytes));
    this.#wake();
    return true;
  }

  onDrain(): void {}
  hijack(): void {}

  finish(): void {
    this.#ended = true;
    this.#wake();
  }

  halfClose(): void {
    this.finish();
  }

  close(): void {
    this.finish();
  }

  reset(): void {
    this.finish();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, undefined> {
    for (;;) {
      const next = this.#bytes.shift();
      if (next !== undefined) yield next;
      else if (this.#ended) return;
      else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }
}

export interface Driven {
  /** By id of interaction. */
  readonly differences: ReadonlyMap<number, readonly Difference[]>;
  readonly misses: readonly Miss[];
}

export interface DriveOptions {
  /** Resolves when the time of every stream is up. */
  readonly timeUp?: Promise<void>;
  readonly skips?: (interaction: Interaction) => boolean;
  /** The engine breaks off all its streams. */
  readonly gone?: Promise<void>;
}

/** Drives all streams that the driver takes against a playback of `played`, and asks for its other requests as they were. */
export async function driveAgainst(
  driver: BuildKitDriver,
  cassette: Cassette,
  played: Cassette,
  identities: Identities,
  { timeUp = new Promise(() => {}), skips = () => false, gone = new Promise(() => {}) }: DriveOptions = {},
): Promise<Driven> {
  const misses: Miss[] = [];
  const player = new Player({ cassettes: [played], clock: realClock(), grpc: GRPC_ENDS, onMiss: (miss) => misses.push(miss) });
  const differences = new Map<number, readonly Difference[]>();
  const over = new Map<Interaction, Promise<void>>();
  const driven = cassette.interactions.filter((interaction) => !skips(interaction));
  for (const interaction of driven) {
    const { pipe, sink } = ask(player, interaction, identities);
    void gone.then(() => pipe.close());
    if (!driver.takes(interaction)) {
      over.set(interaction, drained(pipe));
      continue;
    }
    const earlier = () => [...over].filter(([other]) => other.order.end < interaction.order.end).map(([, end]) => end);
    const stream: DrivenStream = {
      recorded: { interaction, files: cassette.files },
      engine: behindHead(pipe),
      send: async (bytes) => void sink.stream(bytes),
      end: () => sink.streamEnd(),
      // Once all are asked, what is to be waited for is known.
      leaveDue: new Promise<void>((resolve) => setImmediate(resolve)).then(() => Promise.all(earlier())).then(() => {}),
      timeUp,
    };
    const end = driver.drive(stream).then((found) => {
      differences.set(interaction.id, found);
      sink.left();
    });
    over.set(interaction, end);
  }
  await Promise.all(over.values());
  return { differences, misses };
}

function ask(player: Player, { request }: Interaction, identities: Identities): { pipe: Pipe; sink: RequestSink } {
  const headers = request.headers.map(([name, value]) => [name, identities.toLive(value)] as const);
  const wire = requestWire({ ...request, headers, target: targetToLive(request.target, identities) }, someFiles());
  const pipe = new Pipe();
  const sink = player.open({ connection: 0, exchange: 0, head: parseRequestHead(wire) }, pipe);
  sink.end();
  return { pipe, sink };
}

async function drained(pipe: Pipe): Promise<void> {
  for await (const _ of pipe);
}

async function* behindHead(pipe: Pipe): AsyncGenerator<Buffer, void, undefined> {
  let head: Buffer | null = Buffer.alloc(0);
  for await (const bytes of pipe) {
    if (head === null) {
      yield bytes;
      continue;
    }
    head = Buffer.concat([head, bytes]);
    const end: number = head.indexOf('\r\n\r\n');
    if (end < 0) continue;
    const rest = head.subarray(end + 4);
    head = null;
    if (rest.length > 0) yield rest;
  }
}
