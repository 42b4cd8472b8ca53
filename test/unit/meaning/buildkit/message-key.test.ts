import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ProtobufField, writeProtobuf } from '../../../../src/docker/protobuf.ts';
import { differingTexts, messageKey } from '../../../../src/meaning/buildkit/message-key.ts';

const text = (number: number, value: string): ProtobufField => ({ number, wire: 2, bytes: Buffer.from(value) });
const entry = (number: number, key: string, value: string): ProtobufField => ({
  number,
  wire: 2,
  bytes: writeProtobuf([text(1, key), text(2, value)]),
});
const solve = (ref: string, attributes: readonly (readonly [string, string])[]) =>
  writeProtobuf([text(1, ref), ...attributes.map(([key, value]) => entry(7, key, value))]);

it('is the same in whatever order a map was written, and under whatever name', () => {
  const attributes = fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-z:-]{1,12}$/), fc.stringMatching(/^[ -~]{0,12}$/)), {
    selector: ([key]) => key,
  });
  fc.assert(
    fc.property(attributes, fc.infiniteStream(fc.nat()), (list, order) => {
      const shuffled = list
        .map((item) => ({ item, at: order.next().value }))
        .sort((a, b) => a.at - b.at)
        .map(({ item }) => item);
      const [mine, theirs] = ['m'.repeat(25), 't'.repeat(25)];
      expect(messageKey(solve(mine, list), [mine])).toBe(messageKey(solve(theirs, shuffled), [theirs]));
    }),
  );
});

it('differs where an attribute does', () => {
  const [a, b] = [solve('r', [['target', 'one']]), solve('r', [['target', 'two']])];
  expect(messageKey(a, ['r'])).not.toBe(messageKey(b, ['r']));
  expect(differingTexts(a, b, [])).toEqual({ live: ['target=one'], recorded: ['target=two'] });
});

it('does not look at the name of an uploaded context', () => {
  const context = (id: string) => solve('r', [['context', `http://buildkit-session/${id}`]]);
  expect(messageKey(context('a'.repeat(25)), [])).toBe(messageKey(context('b'.repeat(25)), []));
});

it('never throws', () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => void messageKey(Buffer.from(bytes), ['x'])));
});
