/**
 * The clients of a recording, on real sockets: one a recorded connection, each sending what it sent, in the order of the
 * recording over all of them. Whatever the engine had said by then is waited for first, so that the same happens again in
 * the same order, however fast the server is.
 */
import { createConnection, type Socket } from 'node:net';
import { bodyLength } from '../../src/cassette/body.ts';
import { parseRequestHead } from '../../src/cassette/head.ts';
import type { Cassette, Interaction } from '../../src/cassette/types.ts';
import { answerHead, interimHead, requestWire, wholeAnswer } from '../../src/cassette/wire.ts';
import { pieceBytes, pieceWire, streamEnd, streamEvents } from '../../src/cassette/wire-stream.ts';
import type { Endpoint } from '../../src/docker/endpoint.ts';

/** Longer than any gate. It is only there so that a fault ends with a message. */
const PATIENCE = 20_000;

interface Event {
  readonly seq: number;
  readonly connection: number;
  happen(client: Client): void | Promise<void>;
}

/** Plays the client side of a cassette against a server. What each connection received, by its number. */
export async function replayOverSockets(endpoint: Endpoint, cassette: Cassette): Promise<Map<number, string>> {
  const clients = new Map<number, Client>();
  const events = cassette.interactions.flatMap((interaction) => eventsOf(interaction, cassette));
  for (const { connection, happen } of events.sort((a, b) => a.seq - b.seq)) {
    let client = clients.get(connection);
    if (client === undefined) {
      client = await Client.dial(endpoint);
      clients.set(connection, client);
    }
    await happen(client);
  }
  for (const client of clients.values()) client.halfClose();
  return new Map([...clients].map(([connection, client]) => [connection, client.received]));
}

/** One connection. */
class Client {
  readonly #socket: Socket;
  readonly #over: Endpoint['kind'];
  readonly #pieces: Buffer[] = [];
  #length = 0;
  #expected = 0;
  #ended = false;
  #look: () => void = () => {};

  constructor(socket: Socket, over: Endpoint['kind']) {
    this.#socket = socket;
    this.#over = over;
    socket.on('data', (bytes: Buffer) => {
      this.#pieces.push(bytes);
      this.#length += bytes.length;
      this.#look();
    });
    for (const event of ['end', 'error', 'close']) {
      socket.on(event, () => {
        this.#ended = true;
        this.#look();
      });
    }
  }

  static async dial(endpoint: Endpoint): Promise<Client> {
    const address = endpoint.kind === 'unix' ? { path: endpoint.path } : { host: endpoint.host, port: endpoint.port, noDelay: true };
    const socket = createConnection({ ...address, allowHalfOpen: true });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new Client(socket, endpoint.kind);
  }

  get received(): string {
    return Buffer.concat(this.#pieces).toString('latin1');
  }

  /** Resolves when the kernel has the bytes, or nobody wants them any more. */
  send(bytes: Buffer): Promise<void> {
    return new Promise((resolve) => {
      this.#socket.write(bytes, () => resolve());
    });
  }

  halfClose(): void {
    this.#socket.end();
  }

  /** In the middle of it. A unix socket that is closed looks like one that is closed half. */
  leave(): void {
    if (this.#over === 'tcp') this.#socket.resetAndDestroy();
    else this.#socket.destroy();
  }

  /** Until as many more bytes have come. */
  bytes(count: number, what: string): Promise<void> {
    this.#expected += count;
    return this.#until(() => this.#length >= this.#expected, what);
  }

  end(what: string): Promise<void> {
    return this.#until(() => this.#ended, `the end of ${what}`);
  }

  #until(isThere: () => boolean, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (done: () => void) => {
        clearTimeout(limit);
        this.#look = () => {};
        done();
      };
      const fail = () => {
        const got = `${this.#length} of ${this.#expected} bytes`;
        settle(() => reject(new Error(`waited for ${what}, has ${got}, last of them ${JSON.stringify(this.received.slice(-300))}`)));
      };
      const limit = setTimeout(fail, PATIENCE);
      this.#look = () => {
        if (isThere()) settle(resolve);
        else if (this.#ended) fail();
      };
      this.#look();
    });
  }
}

function eventsOf(interaction: Interaction, { files }: Cassette): Event[] {
  const { order, outcome, request, connection } = interaction;
  const what = `${interaction.id} ${request.method} ${request.target}`;
  const events: Event[] = [];
  const add = (seq: number, happen: Event['happen']) => void events.push({ seq, connection, happen });
  const wire = requestWire(request, files);
  const head = wire.subarray(0, wire.indexOf('\r\n\r\n') + 4);
  add(order.request, (client) => client.send(head));
  // A request without a body is whole with its head.
  const hasBody = wire.length > head.length;
  const awaited = 'interim' in outcome ? outcome.interim : [];
  for (const { seq, head: interim } of awaited) add(seq, (client) => client.bytes(interimHead(interim).length, what));
  if (hasBody) {
    const waits = parseRequestHead(head).headers.some(([name]) => name.toLowerCase() === 'expect') && awaited[0] !== undefined;
    const at = waits ? (awaited[0] as { seq: number }).seq : order.request;
    add(at, (client) => client.send(wire.subarray(head.length)));
  }
  switch (outcome.kind) {
    case 'whole':
      add(order.end, (client) => client.bytes(wholeAnswer(outcome, request.method, files).length, what));
      break;
    case 'streamed':
    case 'hijacked':
      add(order.response as number, (client) => client.bytes(answerHead(outcome, request.method).length, what));
      for (const event of streamEvents(interaction)) {
        const { seq } = event;
        if (event.from === 'client') {
          add(seq, (client) => (event.kind === 'piece' ? client.send(pieceBytes(event, files)) : client.halfClose()));
        } else if (event.kind === 'piece') {
          add(seq, (client) => client.bytes(pieceWire(outcome, event, files).length, what));
        } else {
          add(seq, (client) => client.end(what));
        }
      }
      add(order.end, (client) => client.bytes(streamEnd(outcome).length, what));
      break;
    case 'failed':
      add(order.end, (client) => client.bytes(bodyLength(outcome.partial), what));
      break;
    default:
      break;
  }
  const end = outcome.kind === 'failed' ? outcome.reason : outcome.end;
  if (end === 'client-left' || request.end === 'cut-off') add(order.end, (client) => client.leave());
  else if (outcome.kind === 'hijacked') {
    // It is over when both sides have said so.
    if (!outcome.chunks.some((chunk) => 'end' in chunk && chunk.from === 'client')) add(order.end, (client) => client.halfClose());
    add(order.end, (client) => client.end(what));
  }
  return events;
}
