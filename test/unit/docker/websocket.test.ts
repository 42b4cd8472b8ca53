import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pongFrame, WebsocketReader, websocketAccept } from '../../../src/docker/websocket.ts';
import { websocketFrame } from '../../support/websocket-frames.ts';

/** All that a reader tells of these bytes. */
function read(pieces: readonly Buffer[]): { data: string; pings: string[]; closes: number } {
  const told = { data: '', pings: [] as string[], closes: 0 };
  const reader = new WebsocketReader({
    data: (payload) => {
      told.data += payload.toString('latin1');
    },
    ping: (payload) => told.pings.push(payload.toString('latin1')),
    close: () => {
      told.closes += 1;
    },
  });
  for (const piece of pieces) reader.push(piece);
  return told;
}

it('computes the accept key of RFC 6455, section 1.3', () => {
  expect(websocketAccept('dGhlIHNhbXBsZSBub25jZQ==')).toBe('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
});

it('reads frames however they are masked and cut', () => {
  const frame = fc.record({
    opcode: fc.constantFrom(0, 1, 2, 9),
    payload: fc
      .oneof(fc.uint8Array({ maxLength: 125 }), fc.uint8Array({ minLength: 126, maxLength: 400 }))
      .map((bytes) => Buffer.from(bytes)),
    mask: fc.option(fc.uint8Array({ minLength: 4, maxLength: 4 }).map((bytes) => Buffer.from(bytes))),
  });
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 6 }), fc.array(fc.nat(2000)), (frames, cuts) => {
      const wire = Buffer.concat(frames.map(({ opcode, payload, mask }) => websocketFrame(opcode, payload, mask)));
      const places = [0, ...cuts.filter((cut) => cut < wire.length).sort((a, b) => a - b), wire.length];
      const told = read(places.slice(1).map((end, index) => wire.subarray(places[index], end)));
      const texts = (wanted: boolean) =>
        frames.filter(({ opcode }) => (opcode === 9) === wanted).map(({ payload }) => payload.toString('latin1'));
      expect(told).toEqual({ data: texts(false).join(''), pings: texts(true), closes: 0 });
    }),
  );
});

it('reads a long frame with a length of eight bytes, and a close', () => {
  const long = Buffer.alloc(70_000, 'x');
  const mask = Buffer.from([1, 2, 3, 4]);
  const told = read([websocketFrame(2, long, mask), websocketFrame(8, Buffer.from([3, 232]), mask)]);
  expect([told.data.length, told.closes]).toEqual([70_000, 1]);
});

it('answers a ping with what it carried', () => {
  expect(pongFrame(Buffer.from('hi'))).toEqual(Buffer.from([0x8a, 2, 0x68, 0x69]));
});
