/**
 * Credentials on BuildKit's connections. After the 101 of `POST /session` (where the engine is the HTTP/2 client) and of
 * `POST /grpc` (where it is the server) there is gRPC: registry passwords come as answers to `moby.filesync.v1.Auth`,
 * build secrets as answers to `moby.buildkit.secrets.v1.Secrets`, an SSH agent talks through `moby.sshforward.v1.SSH`,
 * and a whole session may be wrapped in one call of `Control/Session`.
 *
 * The DATA of these calls is blanked in both directions: as many zeros, frames and headers as they were, so that the
 * recording still reads as HTTP/2. Which stream is which call stands in its request headers, and these can only be read
 * with the header table of the whole connection. Once that is lost nothing is known any more: from there on all DATA is
 * blanked, and where even the frames are lost, everything.
 */
import type { Side } from '../cassette/types.ts';
import { HpackDecoder } from '../docker/hpack.ts';
import { FLAG, FRAME, type FrameHeader, type FrameVisitor, FrameWalker } from '../docker/http2-frames.ts';
import { HeaderBlocks } from '../docker/http2-header-blocks.ts';

const SECRET_CALLS: readonly (readonly [path: string, rule: string])[] = [
  ['/moby.filesync.v1.Auth/', 'buildkit-auth'],
  ['/moby.buildkit.secrets.v1.Secrets/', 'buildkit-secrets'],
  ['/moby.sshforward.v1.SSH/', 'buildkit-ssh'],
  ['/moby.buildkit.v1.Control/Session', 'buildkit-session'],
];
/** Rule of what was blanked because it could not be told whether it is secret. */
const UNREADABLE = 'buildkit-unreadable';

/** One hijacked connection, both directions. */
export class SessionRedaction {
  readonly #calls: Calls;
  readonly #sides: { readonly [side in Side]: Direction };

  /** @param note hears the rule, once for each call (and once for what is unreadable) */
  constructor(note: (rule: string) => void) {
    this.#calls = new Calls(note);
    this.#sides = { client: new Direction(this.#calls), engine: new Direction(this.#calls) };
  }

  /** The piece with secret payloads blanked: as long as before, and the very same object where it held none. */
  redact(from: Side, data: Buffer): Buffer {
    return this.#sides[from].redact(data);
  }
}

/** What is known of the streams of a connection, from the request headers that its HTTP/2 client sent. */
class Calls {
  readonly #note: (rule: string) => void;
  readonly #noted = new Set<string>();
  readonly #decoder = new HpackDecoder();
  readonly #secret = new Map<number, string>();
  #lastOpened = 0;
  #unreadable = false;

  constructor(note: (rule: string) => void) {
    this.#note = note;
  }

  headers(stream: number, block: Buffer): void {
    const headers = this.#decoder.decode(block);
    if (headers === null) this.giveUp();
    else if (stream > this.#lastOpened) {
      this.#lastOpened = stream;
      const path = headers.find(([name]) => name === ':path')?.[1];
      const rule = path === undefined ? UNREADABLE : SECRET_CALLS.find(([prefix]) => path.startsWith(prefix))?.[1];
      if (rule !== undefined) this.#secret.set(stream, rule);
    }
  }

  giveUp(): void {
    this.#unreadable = true;
  }

  /** The rule by which DATA of a stream is to be blanked. Streams that no request opened (pushes) are not understood. */
  ruleOf(stream: number): string | undefined {
    const understood = !this.#unreadable && stream <= this.#lastOpened && stream % 2 === 1;
    return this.#secret.get(stream) ?? (understood ? undefined : UNREADABLE);
  }

  /** Something of that stream was blanked. */
  blanked(rule: string, stream: number): void {
    const key = rule === UNREADABLE ? rule : `${rule} ${stream}`;
    if (this.#noted.has(key)) return;
    this.#noted.add(key);
    this.#note(rule);
  }
}

class Direction implements FrameVisitor {
  readonly #calls: Calls;
  readonly #walker = new FrameWalker(this);
  /** The piece at hand, and its copy once something was blanked: the original is on its way to the other side. */
  #blanked: Buffer | undefined;
  readonly #blocks = new HeaderBlocks();

  constructor(calls: Calls) {
    this.#calls = calls;
  }

  redact(data: Buffer): Buffer {
    this.#blanked = undefined;
    this.#walker.push(data);
    return this.#blanked ?? data;
  }

  frame(header: FrameHeader): void {
    if (!this.#blocks.frame(header)) this.#calls.giveUp();
  }

  payload(header: FrameHeader, bytes: Buffer, from: number, to: number, position: number): void {
    if (header.type === FRAME.data) {
      const padLength = position === 0 && header.flags & FLAG.padded ? 1 : 0;
      const rule = this.#calls.ruleOf(header.stream);
      if (rule !== undefined) this.#blank(bytes, from + padLength, to, rule, header.stream);
    } else if (this.#walker.isClient && !this.#blocks.payload(header, bytes.subarray(from, to))) {
      this.#calls.giveUp();
    }
  }

  frameEnd(header: FrameHeader): void {
    const block = this.#walker.isClient ? this.#blocks.frameEnd(header) : null;
    if (block !== null) this.#calls.headers(header.stream, block);
  }

  lost(bytes: Buffer, from: number): void {
    this.#calls.giveUp();
    this.#blank(bytes, from, bytes.length, UNREADABLE, 0);
  }

  #blank(bytes: Buffer, from: number, to: number, rule: string, stream: number): void {
    if (bytes.subarray(from, to).every((byte) => byte === 0)) return;
    this.#blanked ??= Buffer.from(bytes);
    this.#blanked.fill(0, from, to);
    this.#calls.blanked(rule, stream);
  }
}
