/** One frame of a websocket, as its sender writes it. */
export function websocketFrame(opcode: number, payload: Buffer, mask: Buffer | null): Buffer {
  const bit = mask === null ? 0 : 0x80;
  const { length } = payload;
  const head =
    length < 126
      ? Buffer.from([0x80 | opcode, bit | length])
      : length < 65_536
        ? Buffer.from([0x80 | opcode, bit | 126, length >> 8, length & 0xff])
        : Buffer.concat([Buffer.from([0x80 | opcode, bit | 127, 0, 0, 0, 0]), Buffer.from(new Uint32Array([length]).buffer).swap32()]);
  if (mask === null) return Buffer.concat([head, payload]);
  return Buffer.concat([head, mask, Buffer.from(payload.map((byte, index) => byte ^ (mask[index & 3] as number)))]);
}
