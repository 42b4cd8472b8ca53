import { gzipSync } from 'node:zlib';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TarCheck } from '../../../src/validate/tar-check.ts';
import { someTar } from '../../support/tars.ts';

function faultOf(bytes: Buffer, { cuts = [] as number[], packed = false, skip = false } = {}): string | null {
  const check = new TarCheck({ packed });
  const places = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
  for (const [i, end] of places.slice(1).entries()) {
    let piece = bytes.subarray(places[i], end);
    if (skip) {
      const skipped = Math.min(check.skippable, piece.length);
      check.skip(skipped);
      piece = piece.subarray(skipped);
    }
    const fault = check.push(piece);
    if (fault !== null) return fault;
  }
  return check.end();
}

const PARTS = [
  { name: 'dir/', type: 'directory' as const },
  { name: 'dir/file', content: 'x'.repeat(1500) },
  { name: 'link', type: 'symlink' as const, linkname: 'dir/file' },
  { name: `${'long'.repeat(60)}/name`, content: 'y' },
  { name: 'empty', content: '' },
];

it('takes tars, however they are cut, read or skipped', async () => {
  const tar = await someTar(PARTS);
  fc.assert(
    fc.property(fc.array(fc.nat(tar.length), { maxLength: 12 }), fc.boolean(), (cuts, skip) => {
      expect(faultOf(tar, { cuts, skip })).toBeNull();
    }),
    { numRuns: 100 },
  );
});

it('takes what engines take: no bytes, zeros alone, no zeros at the end, anything behind them', async () => {
  expect(faultOf(Buffer.alloc(0))).toBeNull();
  expect(faultOf(Buffer.alloc(10240))).toBeNull();
  const tar = await someTar([{ name: 'a', content: 'hello' }]);
  expect(faultOf(tar.subarray(0, 1024))).toBeNull();
  expect(faultOf(tar.subarray(0, 512 + 5))).toBeNull();
  expect(faultOf(Buffer.concat([tar, Buffer.from('more')]))).toBeNull();
});

it('says what is no tar, and what breaks off', async () => {
  expect(faultOf(Buffer.from('{"message":"no"}'))).toBe('is no tar');
  expect(faultOf(Buffer.alloc(4096, 'x'))).toBe('is no tar');
  const tar = await someTar(PARTS);
  expect(faultOf(tar.subarray(0, 512 + 512 + 700))).toBe('is a tar that ends in the middle of an entry');
  expect(faultOf(tar.subarray(0, 512 + 100))).toBe('is a tar that ends in the middle of an entry');
  const broken = Buffer.from(tar);
  broken[512 + 3] = 0x21;
  expect(faultOf(broken)).toBe('is a tar with a header that is none');
});

it('knows packed ones by their first bytes, where they may be packed', async () => {
  const gz = gzipSync(await someTar(PARTS));
  expect(faultOf(gz, { packed: true, cuts: [1] })).toBeNull();
  expect(faultOf(gz)).toBe('is no tar');
  expect(faultOf(Buffer.from('BZh91AY'), { packed: true })).toBeNull();
  expect(faultOf(Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 1]), { packed: true })).toBeNull();
});

/** A header with its checksum, as old and as odd as one likes. */
function header(size: number | Buffer, type: string): Buffer {
  const block = Buffer.alloc(512);
  block.write('name');
  if (typeof size === 'number') block.write(size.toString(8).padStart(11, '0'), 124);
  else size.copy(block, 124);
  block.write(type, 156);
  block.write(' '.repeat(8), 148);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

it('reads sizes as writers of big files write them', () => {
  const binary = Buffer.alloc(12);
  binary[0] = 0x80;
  binary.writeUInt32BE(600, 8);
  expect(faultOf(Buffer.concat([header(binary, '0'), Buffer.alloc(1024, 1)]))).toBeNull();
  expect(faultOf(Buffer.concat([header(binary, '0'), Buffer.alloc(512, 1)]))).toBe('is a tar that ends in the middle of an entry');
  const record = Buffer.alloc(512);
  record.write('12 size=600\n');
  const pax = Buffer.concat([header(12, 'x'), record, header(0, '0'), Buffer.alloc(1024, 1)]);
  fc.assert(fc.property(fc.array(fc.nat(pax.length), { maxLength: 6 }), (cuts) => expect(faultOf(pax, { cuts })).toBeNull()));
});

it('steps over the maps of sparse files', () => {
  const sparse = header(600, 'S');
  sparse[482] = 1;
  sparse.write(' '.repeat(8), 148);
  sparse.write(
    `${sparse
      .reduce((total, byte) => total + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
  );
  const map = Buffer.alloc(512, 1);
  const last = Buffer.alloc(512, 1);
  last[504] = 0;
  expect(faultOf(Buffer.concat([sparse, map, last, Buffer.alloc(1024, 7)]))).toBeNull();
});
