/** Frames of a websocket client (RFC 6455): masked, with a mask of zeros, so that recordings of one session are equal. */
export function frame(opcode, payload) {
  return Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
}
