import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CLIENT_PREFACE, FRAME, type FrameVisitor, FrameWalker } from '../../../src/docker/http2-frames.ts';
import { aFrame, cutAt } from '../../support/http2-bytes.ts';

/** What a walk meets, with the pieces of each payload joined. */
function walk(pieces: readonly Buffer[]): unknown[] {
  const met: unknown[] = [];
  let payload = '';
  const visitor: FrameVisitor = {
    frame: () => {
      payload = '';
    },
    payload: (_, bytes, from, to, position) => {
      expect(position).toBe(payload.length / 2);
      payload += bytes.toString('hex', from, to);
    },
    frameEnd: (header) => met.push([header, payload]),
    lost: (bytes, from) => met.push(`lost ${bytes.toString('latin1', from)}`),
  };
  const walker = new FrameWalker(visitor);
  for (const piece of pieces) walker.push(piece);
  return [...met, walker.isClient ? 'client' : 'server'];
}

const settings = aFrame(FRAME.settings, 0, 0, Buffer.alloc(0));
const frames = fc.array(fc.tuple(fc.nat(9), fc.nat(255), fc.nat(0x7fffffff), fc.uint8Array({ maxLength: 40 })), { maxLength: 6 });

it('meets the same frames however the bytes are cut', () => {
  fc.assert(
    fc.property(frames, fc.boolean(), fc.array(fc.nat(400), { maxLength: 12 }), (list, client, cuts) => {
      const written = list.map(([type, flags, stream, payload]) => aFrame(type, flags, stream, Buffer.from(payload)));
      const bytes = Buffer.concat([...(client ? [CLIENT_PREFACE] : []), settings, ...written]);
      expect(walk(cutAt(bytes, cuts))).toEqual([
        [{ length: 0, type: FRAME.settings, flags: 0, stream: 0 }, ''],
        ...list.map(([type, flags, stream, payload]) => [
          { length: payload.length, type, flags, stream },
          Buffer.from(payload).toString('hex'),
        ]),
        client ? 'client' : 'server',
      ]);
    }),
  );
});

it('ignores the reserved bit of a stream number', () => {
  const bytes = Buffer.from(aFrame(FRAME.settings, 0, 0, Buffer.alloc(0)));
  bytes.writeUInt8(0x80, 5);
  expect(walk([bytes])).toEqual([[{ length: 0, type: FRAME.settings, flags: 0, stream: 0 }, ''], 'server']);
});

it.each([
  ['something else from the first frame on', [aFrame(FRAME.data, 0, 1, Buffer.from('x'))]],
  ['a preface that goes wrong', [Buffer.from('PRI * HT'), Buffer.from('ML/2.0\r\n')]],
])('says that it is lost: %s', (_, pieces) => {
  expect(walk(pieces)[0]).toMatch(/^lost /);
});
