import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readProtobuf, writeProtobuf } from '../../../src/docker/protobuf.ts';
import { attributeDifferences, pairAttributes, sayMessage } from '../../../src/meaning/message-words.ts';
import { Substitution } from '../../../src/meaning/substitution.ts';

const field = (number: number, bytes: string | Buffer) => ({ number, wire: 2 as const, bytes: Buffer.from(bytes) });
const entry = (key: string, value: string) => writeProtobuf([field(1, key), field(2, value)]);

const words = new Substitution();
words.add({ type: 'name', from: 'img-302d1105', to: 'img-1b8abcb5ff', key: 'name' });
words.add({ type: 'time', from: '1795496470', to: '1795496474', key: 'run' });
const back = new Substitution();
back.add({ type: 'name', from: 'img-1b8abcb5ff', to: 'img-302d1105', key: 'name' });

it('replaces names in texts of a message, however deep, and makes the lengths right', () => {
  const message = (name: string) =>
    writeProtobuf([
      field(1, writeProtobuf([field(3, `naming to docker.io/library/${name}:latest`), { number: 4, wire: 0, bytes: Buffer.from([7]) }])),
      field(2, `printed ${name}\n`),
      field(3, Buffer.from([0xff, 0xfe])),
    ]);
  expect(sayMessage(message('img-302d1105'), words)).toEqual(message('img-1b8abcb5ff'));
});

it('replaces a time only in the attribute where it stood', () => {
  const message = (run: string) => writeProtobuf([field(6, entry('label:run', run)), field(6, entry('label:other', '1795496470'))]);
  expect(sayMessage(message('1795496470'), words)).toEqual(message('1795496474'));
});

it('gives the very same bytes where nothing changes, whatever they are', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (array) => {
      const bytes = Buffer.from(array);
      expect(sayMessage(bytes, new Substitution())).toBe(bytes);
      if (!bytes.includes('img-')) expect(sayMessage(bytes, words)).toBe(bytes);
    }),
  );
});

it('takes back what it said', () => {
  const text = fc.array(fc.constantFrom('img-302d1105', ' ', 'a', ':latest\n', '/'), { maxLength: 5 }).map((parts) => parts.join(''));
  const { message } = fc.letrec<{ message: Buffer; value: Buffer }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      text.map((one) => Buffer.from(one)),
      tie('message'),
    ),
    message: fc
      .array(fc.tuple(fc.integer({ min: 1, max: 40 }), tie('value')), { maxLength: 4 })
      .map((list) => writeProtobuf(list.map(([number, bytes]) => field(number, bytes)))),
  }));
  fc.assert(
    fc.property(message, (bytes) => {
      const said = sayMessage(bytes, words);
      expect(readProtobuf(said)).not.toBeNull();
      expect(sayMessage(said, back)).toEqual(bytes);
    }),
  );
});

it('pairs the attributes of two builds by their names', () => {
  expect(attributeDifferences(['name=b', 'label:run=2'], ['label:run=1', 'name=a'])).toEqual([
    { place: 'build label:run', key: 'run', recorded: '1', live: '2' },
    { place: 'build name', key: 'name', recorded: 'a', live: 'b' },
  ]);
  expect(attributeDifferences(['name=b'], ['label:run=1'])).toBeNull();
  expect(attributeDifferences([], ['name=a'])).toBeNull();
});

it('pairs attributes by their names, and leaves none of them out', () => {
  const attribute = fc.tuple(fc.constantFrom('target', 'label:run', 'build-arg:X', ''), fc.constantFrom('1', '2', 'a=b'));
  const texts = fc.array(
    attribute.map(([name, value]) => (name === '' ? value.replace('=', '') : `${name}=${value}`)),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(texts, texts, (live, recorded) => {
      const pairs = pairAttributes(live, recorded);
      const said = (side: 'live' | 'recorded') =>
        pairs.flatMap(({ place, [side]: value }) =>
          value === null ? [] : [place === 'build' ? value : `${place.slice('build '.length)}=${value}`],
        );
      expect(said('live').sort()).toEqual([...live].sort());
      expect(said('recorded').sort()).toEqual([...recorded].sort());
    }),
  );
});
