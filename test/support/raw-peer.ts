/**
 * One end of a socket, driven byte by byte: the client of a test, or the engine's side of it (raw-daemon.ts).
 *
 * All waits end by themselves: when the bytes can no longer come, they reject with what had arrived. So a test never
 * sleeps and never hangs.
 */
import { createConnection, type Socket } from 'node:net';
import type { Endpoint } from '../../src/docker/endpoint.ts';

/** How the other side's direction ended: not yet, FIN, or RST. */
export type Fate = 'open' | 'fin' | 'reset';

export class RawPeer {
  readonly socket: Socket;
  /** What was read, in the pieces it came in. */
  readonly pieces: Buffer[] = [];
  fate: Fate = 'open';
  closed = false;
  /** An error that is no reset: the peer took no more of our bytes. */
  writeError: NodeJS.ErrnoException | null = null;
  readonly #over: Endpoint['kind'];
  #taken = 0;
  readonly #waiting = new Set<() => void>();

  constructor(socket: Socket, over: Endpoint['kind'] = 'unix') {
    this.socket = socket;
    this.#over = over;
    socket.on('data', (bytes: Buffer) => {
      this.pieces.push(bytes);
      this.#wake();
    });
    socket.on('end', () => {
      // libuv calls a reset right behind bytes an end; but then the socket has no peer any more.
      if (this.fate === 'open') this.fate = over === 'tcp' && socket.remoteAddress === undefined ? 'reset' : 'fin';
      this.#wake();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNRESET' && error.syscall === 'read') this.fate = 'reset';
      else this.writeError = error;
      this.#wake();
    });
    socket.on('close', () => {
      this.closed = true;
      this.#wake();
    });
  }

  /** Everything read so far. */
  get received(): Buffer {
    return Buffer.concat(this.pieces);
  }

  /** Resolves when the kernel has the bytes. Errors are in `writeError`, not thrown: being cut off can be the test. */
  async send(bytes: string | Buffer): Promise<void> {
    await new Promise<void>((resolve) => {
      this.socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes, () => resolve());
    });
  }

  /** The next `count` bytes that no earlier wait has taken. */
  async take(count: number): Promise<Buffer> {
    await this.#until(() => this.received.length >= this.#taken + count, `${count} bytes`);
    return this.#slice(this.#taken + count);
  }

  /** All that no earlier wait has taken, up to and with the first `mark`. */
  async takeUntil(mark: string): Promise<Buffer> {
    const find = () => this.received.indexOf(mark, this.#taken, 'latin1');
    await this.#until(() => find() !== -1, JSON.stringify(mark));
    return this.#slice(find() + Buffer.byteLength(mark, 'latin1'));
  }

  /** All that no earlier wait has taken, until the other side sends FIN or resets. */
  async takeRest(): Promise<Buffer> {
    await this.#until(() => this.fate !== 'open' || this.closed, 'the end');
    return this.#slice(this.received.length);
  }

  /** FIN: no more bytes from here; the other side may go on. */
  halfClose(): void {
    this.socket.end();
  }

  /** RST over TCP. A unix socket has none: there it is a close, which resets only where something was left unread. */
  reset(): void {
    if (this.#over === 'tcp') this.socket.resetAndDestroy();
    else this.socket.destroy();
  }

  close(): void {
    this.socket.destroy();
  }

  async untilClosed(): Promise<void> {
    await this.#until(() => this.closed, 'the close');
  }

  #slice(to: number): Buffer {
    const bytes = this.received.subarray(this.#taken, to);
    this.#taken = to;
    return bytes;
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  #until(done: () => boolean, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const over = done();
        if (!over && !this.closed && !(this.fate !== 'open' && what !== 'the close')) return;
        this.#waiting.delete(look);
        if (over) resolve();
        else
          reject(
            new Error(
              `waited for ${what}, got ${JSON.stringify(this.received.subarray(this.#taken, this.#taken + 200).toString('latin1'))} and ${this.fate}`,
            ),
          );
      };
      this.#waiting.add(look);
      look();
    });
  }
}

/** Connects. Half-open: the other side's FIN does not close ours. */
export async function dialRaw(endpoint: Endpoint): Promise<RawPeer> {
  const socket = createConnection(
    endpoint.kind === 'unix'
      ? { path: endpoint.path, allowHalfOpen: true }
      : { host: endpoint.host, port: endpoint.port, allowHalfOpen: true, noDelay: true },
  );
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  return new RawPeer(socket, endpoint.kind);
}
