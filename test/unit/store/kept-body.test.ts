import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { KeptBody } from '../../../src/store/kept-body.ts';

async function all(body: KeptBody): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const bytes of body.read()) pieces.push(bytes);
  return Buffer.concat(pieces);
}

it('gives back what it was given, in memory or in a file', async () => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)));
  await fc.assert(
    fc.asyncProperty(pieces, fc.nat(200), async (given, limit) => {
      const body = new KeptBody(limit);
      for (const bytes of given) body.push(bytes);
      expect(await all(body)).toEqual(Buffer.concat(given));
      body.drop();
      expect(await all(body)).toHaveLength(0);
    }),
  );
});

it('leaves nothing in the directory for temporary files', async () => {
  const before = readdirSync(tmpdir()).filter((name) => name.startsWith('tapedeck-'));
  const body = new KeptBody(0);
  body.push(Buffer.alloc(300_000, 'x'));
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith('tapedeck-'))).toEqual(before);
  expect((await all(body)).length).toBe(300_000);
  body.drop();
});
