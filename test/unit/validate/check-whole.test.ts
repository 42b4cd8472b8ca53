import { gzipSync } from 'node:zlib';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RawHeaders } from '../../../src/cassette/types.ts';
import { ElementReader } from '../../../src/validate/element-reader.ts';
import { findingsOf } from '../../support/findings.ts';
import { aCassette, anInteraction, aWholeOutcome } from '../../support/interactions.ts';

const JSON_TYPE: RawHeaders = [['Content-Type', 'application/json']];

async function answered(target: string, bytes: Buffer, { headers = JSON_TYPE, end = 'finished' as 'finished' | 'client-left' } = {}) {
  const sha256 = 'a'.repeat(64);
  const body = { encoding: 'file', sha256, extension: '.bin', offset: 0, bytes: bytes.length } as const;
  const interaction = anInteraction({ target, outcome: aWholeOutcome({ body, headers, end }) });
  const findings = await findingsOf(aCassette({ interactions: [interaction], files: { [sha256]: bytes } }));
  return findings.filter((one) => one.severity === 'error').map((one) => `${one.code} ${one.message}`);
}

const LIST = '/v1.41/containers/json';
const containers = (count: number, change: (at: number) => object = () => ({})) =>
  Array.from({ length: count }, (_, at) => ({
    Id: `${at}`,
    Names: ['/a'],
    Image: 'x'.repeat(200),
    Command: 'sh',
    Created: 1,
    ...change(at),
  }));

it('checks each element of a large list, and says which', async () => {
  const list = containers(6000, (at) => (at === 4321 ? { Command: 7 } : {}));
  expect(await answered(LIST, Buffer.from(JSON.stringify(list)))).toEqual([
    'response-body-type In the answer [4321].Command is a number, not a string.',
  ]);
});

it('tells a story once, however often it holds', async () => {
  const found = await answered(LIST, Buffer.from(JSON.stringify(containers(6000, () => ({ Command: 7 })))));
  expect(found).toHaveLength(20);
  expect(found.at(-1)).toMatch(/; the like holds in 5980 more places\.$/);
  const small = await answered(LIST, Buffer.from(JSON.stringify(containers(30, () => ({ Command: 7 })))));
  expect(small).toHaveLength(20);
  expect(small.at(-1)).toMatch(/^response-body-type .*; the like holds in 10 more places\.$/);
});

it.each([
  ['cut', (text: string) => text.slice(0, -5)],
  ['with more behind it', (text: string) => `${text}x`],
  ['with a hole', (text: string) => `[,${text.slice(1)}`],
  ['with a comma too many', (text: string) => `${text.slice(0, -1)},]`],
  ['with a broken element', (text: string) => `[{"Id":},${text.slice(1)}`],
])('does not take a large list for JSON that comes %s', async (_, change) => {
  const bytes = Buffer.from(change(JSON.stringify(containers(6000))));
  expect(await answered(LIST, bytes)).toEqual(['response-body-json The body is not JSON.']);
  expect(await answered(LIST, bytes, { end: 'client-left' })).toEqual([]);
});

it('finds bytes that lie about what they are', async () => {
  const json = Buffer.from('{"ID":3}');
  const info = '/v1.41/info';
  const packed: RawHeaders = [...JSON_TYPE, ['Content-Encoding', 'gzip']];
  expect(await answered(info, json, { headers: packed })).toEqual([
    'response-encoding The answer calls its body gzip, and it cannot be unpacked as such.',
  ]);
  expect(await answered(info, gzipSync(json), { headers: packed })).toEqual([
    'response-body-type In the answer ID is a number, not a string.',
  ]);
  expect(await answered(info, Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).toEqual([
    'response-body-json The body is no UTF-8, as JSON must be.',
  ]);
  expect(await answered(info, Buffer.from('\ufeff{}'))).toEqual([
    'response-body-json The body starts with a byte order mark, which JSON may not.',
  ]);
  expect(await answered(info, Buffer.alloc(0))).toEqual(['response-body-json The body is missing, and one is documented.']);
});

it('finds the elements of a list, however its bytes are cut', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue(), { maxLength: 6 }), fc.array(fc.nat(200), { maxLength: 8 }), (values, cuts) => {
      const bytes = Buffer.from(` ${JSON.stringify(values, null, 1)}\n`);
      const places = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
      const reader = new ElementReader();
      const found = places.slice(1).flatMap((end, i) => reader.push(bytes.subarray(places[i], end)).map(String));
      expect(found.map((text) => JSON.parse(text) as unknown)).toEqual(JSON.parse(JSON.stringify(values)));
      expect(reader.isWhole).toBe(true);
    }),
  );
});
