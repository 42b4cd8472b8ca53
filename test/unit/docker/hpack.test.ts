import { expect, it } from '@jest/globals';
import { HpackDecoder } from '../../../src/docker/hpack.ts';
import { HUFFMAN_LENGTHS, STATIC_TABLE } from '../../../src/docker/hpack-tables.ts';
import { FRAME, FrameWalker } from '../../../src/docker/http2-frames.ts';
import { captureHttp2 } from '../../support/http2-capture.ts';

const block = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex');
const path = (text: string): Buffer => Buffer.concat([Buffer.from([0x04, text.length]), Buffer.from(text)]);

it('has 61 static entries and a Huffman code that leaves no bit pattern unused', () => {
  expect(STATIC_TABLE).toHaveLength(61);
  expect([STATIC_TABLE[1], STATIC_TABLE[13], STATIC_TABLE[30], STATIC_TABLE[60]]).toEqual([
    [':method', 'GET'],
    [':status', '500'],
    ['content-type', ''],
    ['www-authenticate', ''],
  ]);
  expect(HUFFMAN_LENGTHS).toHaveLength(257);
  expect(HUFFMAN_LENGTHS.reduce((sum, length) => sum + 2 ** -length, 0)).toBe(1);
});

it.each([
  [
    'a new name, to be remembered (C.2.1)',
    '400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572',
    [['custom-key', 'custom-header']],
  ],
  ['a known name, not to be remembered (C.2.2)', '040c 2f73 616d 706c 652f 7061 7468', [[':path', '/sample/path']]],
  ['a name never to be indexed (C.2.3)', '1008 7061 7373 776f 7264 0673 6563 7265 74', [['password', 'secret']]],
  ['a static entry (C.2.4)', '82', [[':method', 'GET']]],
])('reads %s', (_, hex, headers) => {
  expect(new HpackDecoder().decode(block(hex))).toEqual(headers);
});

const REQUESTS = [
  [[':method', 'GET'], [':scheme', 'http'], [':path', '/'], [':authority', 'www.example.com']],
  [[':method', 'GET'], [':scheme', 'http'], [':path', '/'], [':authority', 'www.example.com'], ['cache-control', 'no-cache']],
  [[':method', 'GET'], [':scheme', 'https'], [':path', '/index.html'], [':authority', 'www.example.com'], ['custom-key', 'custom-value']],
]; // biome-ignore format: a request a row

it.each([
  [
    'plain (C.3)',
    [
      '8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d',
      '8286 84be 5808 6e6f 2d63 6163 6865',
      '8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65',
    ],
  ],
  [
    'Huffman coded (C.4)',
    [
      '8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff',
      '8286 84be 5886 a8eb 1064 9cbf',
      '8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf',
    ],
  ],
])('follows three requests of one connection, %s', (_, blocks) => {
  const decoder = new HpackDecoder();
  expect(blocks.map((hex) => decoder.decode(block(hex)))).toEqual(REQUESTS);
});

it('lets old entries go when the table is full (C.6, 256 bytes)', () => {
  const decoder = new HpackDecoder();
  const blocks = [
    '3fe1 01 4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3',
    '4883 640e ffc1 c0bf',
    '88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106 3d50 07',
  ];
  const [first, second, third] = blocks.map((hex) => decoder.decode(block(hex)));
  expect(first).toEqual([
    [':status', '302'],
    ['cache-control', 'private'],
    ['date', 'Mon, 21 Oct 2013 20:13:21 GMT'],
    ['location', 'https://www.example.com'],
  ]);
  expect(second).toEqual([[':status', '307'], ...(first ?? []).slice(1)]);
  expect(third).toEqual([
    [':status', '200'],
    ['cache-control', 'private'],
    ['date', 'Mon, 21 Oct 2013 20:13:22 GMT'],
    ['location', 'https://www.example.com'],
    ['content-encoding', 'gzip'],
    ['set-cookie', 'foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1'],
  ]);
  expect(decoder.decode(block('c2'))).toBeNull(); // only three entries fit
});

it.each([
  ['an index beyond the table', 'ff00'],
  ['index zero', '80'],
  ['a string that is cut off', '0485 2f73'],
  ['an integer that is cut off', '7fff'],
  ['an integer without end', 'ffff ffff ffff ffff ff01'],
  ['a table of 16 MiB', '3fe1 ffff 07'],
  ['padding of Huffman code that is not all ones', '0481 00'],
  ['a whole byte of padding', '0482 1fff'],
  ['the end-of-string code inside a string', '0484 ffff ffff'],
])('answers null to %s, and to all that comes after', (_, hex) => {
  const decoder = new HpackDecoder();
  expect(decoder.decode(block(hex))).toBeNull();
  expect(decoder.decode(path('/fine'))).toBeNull();
});

it('reads what node:http2 writes, over many calls of one connection', async () => {
  const printable = String.fromCharCode(...Array.from({ length: 94 }, (_, i) => 33 + i));
  const calls = Array.from({ length: 40 }, (_, i) => ({
    path: `/moby.filesync.v1.FileSync/DiffCopy${i % 7}`,
    headers: { [`x-${i % 11}`]: `${printable}${'0'.repeat(i)}`, te: 'trailers', 'x-run': `${i}`, 'x-long': 'a'.repeat(20 * i) },
    sent: Buffer.from('x'),
    answered: Buffer.alloc(0),
  }));
  const decoder = new HpackDecoder();
  const read: unknown[] = [];
  const walker = new FrameWalker({
    frame: () => {},
    payload: (header, bytes, from, to) => {
      if (header.type === FRAME.headers) read.push(Object.fromEntries(decoder.decode(bytes.subarray(from, to)) ?? []));
    },
    frameEnd: () => {},
    lost: () => read.push('lost'),
  });
  const pieces = await captureHttp2(calls);
  walker.push(Buffer.concat(pieces.filter(({ from }) => from === 'h2client').map(({ data }) => data)));
  const always = { ':method': 'POST', ':scheme': 'http', ':authority': 'localhost:80' };
  expect(read).toEqual(calls.map(({ path, headers }) => ({ ...always, ':path': path, ...headers })));
});
