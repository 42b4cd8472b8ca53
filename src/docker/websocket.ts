/**
 * The frames of a websocket (RFC 6455, section 5), as far as an attach by websocket needs them: what a client sends is masked
 * with bytes it draws for each frame, so that equal stdin is never equal bytes.
 */
import { createHash } from 'node:crypto';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** `Sec-WebSocket-Accept` of the answer to that `Sec-WebSocket-Key` (section 4.2.2). */
export function websocketAccept(key: string): string {
  return createHash('sha1').update(`${key.trim()}${GUID}`).digest('base64');
}

const CLOSE = 0x8;
const PING = 0x9;
const PONG = 0xa;
const FINAL = 0x80;
const MASKED = 0x80;
/** What a control frame may carry at most (section 5.5). */
const LONGEST_CONTROL = 125;

export interface WebsocketListener {
  /** Payload of text, binary or continuation frames, as it comes. */
  data(payload: Buffer): void;
  ping(payload: Buffer): void;
  close(): void;
}

/** Reads frames of either side, however their bytes are cut. */
export class WebsocketReader {
  readonly #listener: WebsocketListener;
  #head = Buffer.alloc(0);
  #opcode = 0;
  #mask: Buffer | null = null;
  /** Payload bytes of the frame at hand that are to come; null: its head is. */
  #left: number | null = null;
  #read = 0;
  #control: Buffer[] = [];

  constructor(listener: WebsocketListener) {
    this.#listener = listener;
  }

  push(bytes: Buffer): void {
    let rest = bytes;
    while (rest.length > 0) rest = this.#left === null ? this.#takeHead(rest) : this.#takePayload(rest, this.#left);
  }

  #takeHead(bytes: Buffer): Buffer {
    const before = this.#head.length;
    this.#head = Buffer.concat([this.#head, bytes.subarray(0, LONGEST_HEAD - before)]);
    const length = headLength(this.#head);
    if (length === null || this.#head.length < length) return bytes.subarray(LONGEST_HEAD - before);
    const head = this.#head.subarray(0, length);
    this.#head = Buffer.alloc(0);
    this.#opcode = (head[0] as number) & 0x0f;
    this.#mask = ((head[1] as number) & MASKED) === 0 ? null : Buffer.from(head.subarray(length - 4));
    this.#left = payloadLength(head);
    this.#read = 0;
    if (this.#left === 0) this.#endFrame();
    return bytes.subarray(length - before);
  }

  #takePayload(bytes: Buffer, left: number): Buffer {
    const payload = this.#unmasked(bytes.subarray(0, left));
    this.#left = left - payload.length;
    this.#read += payload.length;
    if (this.#opcode < CLOSE) this.#listener.data(payload);
    else this.#control.push(payload);
    if (this.#left === 0) this.#endFrame();
    return bytes.subarray(payload.length);
  }

  #unmasked(bytes: Buffer): Buffer {
    const mask = this.#mask;
    if (mask === null) return bytes;
    return Buffer.from(bytes.map((byte, index) => byte ^ (mask[(this.#read + index) & 3] as number)));
  }

  #endFrame(): void {
    this.#left = null;
    if (this.#opcode === CLOSE) this.#listener.close();
    else if (this.#opcode === PING) this.#listener.ping(Buffer.concat(this.#control));
    this.#control = [];
  }
}

/** The engine's answer to a ping. */
export function pongFrame(payload: Buffer): Buffer {
  const carried = payload.subarray(0, LONGEST_CONTROL);
  return Buffer.concat([Buffer.from([FINAL | PONG, carried.length]), carried]);
}

const LONGEST_HEAD = 14;

/** Null: too little is there to tell. */
function headLength(head: Buffer): number | null {
  if (head.length < 2) return null;
  const second = head[1] as number;
  const extended = (second & 0x7f) === 126 ? 2 : (second & 0x7f) === 127 ? 8 : 0;
  return 2 + extended + ((second & MASKED) === 0 ? 0 : 4);
}

function payloadLength(head: Buffer): number {
  const short = (head[1] as number) & 0x7f;
  if (short === 126) return head.readUInt16BE(2);
  // More than 2^53 bytes will not come.
  return short === 127 ? Number(head.readBigUInt64BE(2)) : short;
}
