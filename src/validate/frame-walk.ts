/**
 * Walks through the frames of a multiplexed stream (cassette/frames.ts has the picture), however its bytes are cut.
 *
 * It knows one channel more than the recorder: 3, on which an engine says that it cannot read a log any further. To the
 * recorder such a frame and all behind it are raw bytes.
 */

const HEADER = 8;
const LENGTH_AT = 4;
const LAST_CHANNEL = 3;
const MAX_PAYLOAD = 1024 * 1024;

export class FrameWalk {
  readonly #header = Buffer.alloc(HEADER);
  #filled = 0;
  #payload = 0;

  /** True while the stream stands in the middle of a frame. */
  get isInFrame(): boolean {
    return this.#filled > 0 || this.#payload > 0;
  }

  /** Bytes it keeps because they are no whole header yet. */
  get held(): number {
    return this.#filled;
  }

  /** False where these bytes hold what is no frame. */
  push(bytes: Buffer): boolean {
    for (let at = 0; at < bytes.length; ) {
      if (this.#payload > 0) {
        const taken = Math.min(this.#payload, bytes.length - at);
        this.#payload -= taken;
        at += taken;
        continue;
      }
      const byte = bytes[at] as number;
      if (this.#filled === 0 ? byte > LAST_CHANNEL : this.#filled < LENGTH_AT && byte !== 0) return false;
      this.#header[this.#filled] = byte;
      this.#filled++;
      at++;
      if (this.#filled === HEADER) {
        this.#payload = this.#header.readUInt32BE(LENGTH_AT);
        this.#filled = 0;
        if (this.#payload > MAX_PAYLOAD) return false;
      }
    }
    return true;
  }
}
