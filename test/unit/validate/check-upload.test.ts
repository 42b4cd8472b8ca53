import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { expect, it } from '@jest/globals';
import type { RawHeaders } from '../../../src/cassette/types.ts';
import { findingsOf } from '../../support/findings.ts';
import { aCassette, anInteraction, aWholeOutcome } from '../../support/interactions.ts';
import { someTar } from '../../support/tars.ts';

const LOAD = '/v1.41/images/load';

async function sent(
  target: string,
  bytes: Buffer,
  { headers = [] as RawHeaders, method = 'POST', end = 'whole' as 'whole' | 'cut-off' } = {},
) {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const body = bytes.length > 65536 ? ({ encoding: 'file', sha256, extension: '.tar', offset: 0, bytes: bytes.length } as const) : bytes;
  const outcome = aWholeOutcome({ status: 500, json: { message: 'x' } });
  const interaction = anInteraction({ method, target, headers, body, end, outcome });
  const findings = await findingsOf(aCassette({ interactions: [interaction], files: { [sha256]: bytes } }));
  return findings.filter((one) => one.party === 'client').map((one) => `${one.code} ${one.message}`);
}

it('takes tars of any type and size, packed or not', async () => {
  const small = await someTar([{ name: 'a', content: 'x' }]);
  const large = await someTar([
    { name: 'a', content: Buffer.alloc(300_000) },
    { name: 'b', content: 'x' },
  ]);
  for (const tar of [small, large, gzipSync(small)]) {
    for (const type of ['application/x-tar', 'application/tar', 'application/octet-stream', 'text/plain', null]) {
      expect(await sent(LOAD, tar, { headers: type === null ? [] : [['Content-Type', type]] })).toEqual([]);
    }
  }
});

it('finds what is no tar, and what breaks off, unless the upload did', async () => {
  const large = await someTar([{ name: 'a', content: Buffer.alloc(300_000) }]);
  expect(await sent(LOAD, Buffer.from('hello'))).toEqual(['request-body-tar The body is no tar.']);
  expect(await sent(LOAD, large.subarray(0, 100_000))).toEqual(['request-body-tar The body is a tar that ends in the middle of an entry.']);
  expect(await sent(LOAD, large.subarray(0, 100_000), { end: 'cut-off' })).toEqual([]);
});

it('wants a body where one is required', async () => {
  const put = { method: 'PUT' };
  expect(await sent('/v1.41/containers/x/archive?path=/', Buffer.alloc(0), put)).toEqual([
    'request-body-tar The request has no body, and a tar is required.',
  ]);
  expect(await sent('/v1.41/build?remote=https://example.com/x.git', Buffer.alloc(0))).toEqual([]);
});

it('leaves alone what the engine does not unpack', async () => {
  const text = Buffer.from('FROM busybox');
  expect(await sent('/v1.41/build?version=2&remote=upload-request', text)).toEqual([]);
  expect(await sent('/v1.41/images/create?fromImage=x', text)).toEqual([]);
  expect(await sent('/v1.41/images/create?fromSrc=-', text)).toEqual(['request-body-tar The body is no tar.']);
});

it('finds a head that lies about the body', async () => {
  const tar = await someTar([{ name: 'a', content: 'x' }]);
  expect(await sent(LOAD, tar, { headers: [['Content-Type', 'application/json']] })).toEqual([
    'request-media-type The type of the request body is application/json; it is a tar.',
  ]);
  expect(await sent(LOAD, tar, { headers: [['Content-Encoding', 'gzip']] })).toEqual([
    'request-encoding The request calls its body gzip, and it is not.',
  ]);
  expect(await sent(LOAD, gzipSync(tar), { headers: [['Content-Encoding', 'gzip']] })).toEqual([]);
});

it.each(['/v1.41/containers/x/export', '/v1.41/containers/x/archive?path=/f', '/v1.41/images/x/get', '/v1.41/images/get?names=x'])(
  'wants a tar as the answer to GET %s',
  async (target) => {
    const type = target.includes('export') ? 'application/octet-stream' : 'application/x-tar';
    const stat = Buffer.from('{"name":"f","size":1,"mode":420,"mtime":"2020-01-01T00:00:00Z","linkTarget":""}').toString('base64');
    const headers: RawHeaders = [
      ['Content-Type', type],
      ['X-Docker-Container-Path-Stat', stat],
    ];
    const answered = async (body: Buffer, end: 'finished' | 'client-left' = 'finished') => {
      const interaction = anInteraction({ target, outcome: aWholeOutcome({ headers, body, end }) });
      return (await findingsOf(aCassette({ interactions: [interaction] }))).map((one) => `${one.code} ${one.pointer}`);
    };
    const tar = await someTar([{ name: 'f', content: 'x'.repeat(900) }]);
    expect(await answered(tar)).toEqual([]);
    expect(await answered(tar.subarray(0, 700))).toEqual(['response-body-tar /outcome/body']);
    expect(await answered(tar.subarray(0, 700), 'client-left')).toEqual([]);
    expect(await answered(gzipSync(tar))).toEqual(['response-body-tar /outcome/body']);
  },
);
