/**
 * The sending half of a socket, as a relay needs it.
 *
 * Two things that Node does to a socket would change what the two sides see:
 * - A failed write destroys the socket, with all that was not read yet. An engine that refuses an upload answers 404
 *   and closes; the next write fails, and the 404 would be lost. Here a failed write only closes this half.
 * - Pieces that wait are joined to one writev. dockerd loses stdin that arrives in one read with the request head, so
 *   each piece stays a write of its own.
 */
import type { Socket } from 'node:net';
import type { Endpoint } from '../docker/endpoint.ts';

type Written = (error?: Error | null) => void;

export class Outlet {
  readonly #socket: Socket;
  readonly #kind: Endpoint['kind'];
  readonly #onBroken: (error: Error) => void;
  #broken = false;
  #ended = false;
  /** Writes that the kernel does not have yet. */
  #pending = 0;
  #closing: 'no' | 'close' | 'reset' = 'no';
  #drained: Promise<void> | null = null;

  /**
   * @param kind unix sockets know no RST
   * @param onBroken the other side takes no more bytes (told once); what it sends can still be read
   */
  constructor(socket: Socket, kind: Endpoint['kind'], onBroken: (error: Error) => void) {
    this.#socket = socket;
    this.#kind = kind;
    this.#onBroken = onBroken;
    const write = socket._write;
    socket._write = (bytes: Buffer, encoding: BufferEncoding, done: Written) => {
      if (this.#broken) done();
      else write.call(socket, bytes, encoding, (error) => this.#written(error, done));
    };
    Object.defineProperty(socket, '_writev', { value: null });
  }

  get broken(): boolean {
    return this.#broken;
  }

  /** False: enough is waiting, the source should pause until `drain` of the socket. */
  write(bytes: Buffer, taken?: () => void): boolean {
    if (this.#broken || this.#ended) return true;
    this.#pending++;
    return this.#socket.write(bytes, (error) => {
      this.#pending--;
      if (error == null && !this.#broken) taken?.();
      if (this.#pending === 0) this.#close();
    });
  }

  /** The same for who can wait: nothing where more may be sent at once (or nobody takes it any more), else kept as soon as it may. */
  push(bytes: Buffer): void | Promise<void> {
    if (this.write(bytes) || this.#socket.destroyed) return;
    this.#drained ??= new Promise((resolve) => {
      const goOn = () => {
        this.#drained = null;
        this.#socket.off('drain', goOn).off('close', goOn);
        resolve();
      };
      this.#socket.on('drain', goOn).on('close', goOn);
    });
    return this.#drained;
  }

  /** FIN behind all that was written. */
  end(sent?: () => void): void {
    if (this.#ended) return;
    this.#ended = true;
    if (this.#broken) return;
    this.#socket.end((error?: Error | null) => {
      if (error == null && !this.#broken) sent?.();
    });
  }

  /** Closes the whole socket once all that was written is with the kernel. */
  close(): void {
    this.end();
    if (this.#closing === 'no') this.#closing = 'close';
    if (this.#pending === 0) this.#close();
  }

  /**
   * Where a reset came right behind bytes, libuv reports the end of the stream and not the reset. But a socket that was
   * reset has no peer any more. (True only for a socket whose remoteAddress nobody asked for before: Node remembers it.)
   * Nor has one whose FIN answers ours, so there an end is an end.
   */
  wasReset(): boolean {
    return this.#kind === 'tcp' && !this.#ended && !this.#socket.destroyed && this.#socket.remoteAddress === undefined;
  }

  /** As `close`, with RST instead of FIN where there is such a thing (TCP). */
  reset(): void {
    this.#closing = 'reset';
    if (this.#pending === 0) this.#close();
  }

  /** RST (or close) at once: what waits is lost. */
  abort(): void {
    if (this.#kind === 'tcp') this.#socket.resetAndDestroy();
    else this.#socket.destroy();
  }

  #close(): void {
    switch (this.#closing) {
      case 'no':
        return;
      case 'close':
        // Behind `end`: FIN goes first, the close then only refuses what the other side still sends.
        if (this.#socket.writableFinished || this.#broken) this.#socket.destroy();
        else this.#socket.once('finish', () => this.#socket.destroy());
        return;
      case 'reset':
        this.abort();
        return;
      default:
        this.#closing satisfies never;
    }
  }

  #written(error: Error | null | undefined, done: Written): void {
    if (error != null && !this.#broken) {
      this.#broken = true;
      this.#onBroken(error);
    }
    done();
  }
}
