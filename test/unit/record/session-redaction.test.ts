import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Side } from '../../../src/cassette/types.ts';
import { CLIENT_PREFACE, FLAG, FRAME } from '../../../src/docker/http2-frames.ts';
import { SessionRedaction } from '../../../src/record/session-redaction.ts';
import { aFrame, aHeaderBlock, cutAt } from '../../support/http2-bytes.ts';
import { captureHttp2 } from '../../support/http2-capture.ts';

interface Piece {
  readonly from: Side;
  readonly data: Buffer;
}

/** Both sides' bytes after redaction (as latin1), and the rules that were applied. */
function redact(pieces: readonly Piece[]): { client: string; engine: string; rules: string[] } {
  const rules: string[] = [];
  const session = new SessionRedaction((rule) => rules.push(rule));
  const done = pieces.map(({ from, data }) => ({ from, data: session.redact(from, data) }));
  const bytesOf = (side: Side) => Buffer.concat(done.filter(({ from }) => from === side).map(({ data }) => data)).toString('latin1');
  return { client: bytesOf('client'), engine: bytesOf('engine'), rules };
}

/** The engine calls the client, as on `/session`. */
const capture = captureHttp2([
  { path: '/moby.filesync.v1.FileSync/DiffCopy', sent: Buffer.from('which files?'), answered: Buffer.from('Z'.repeat(50_000)) },
  {
    path: '/moby.filesync.v1.Auth/Credentials',
    sent: Buffer.from('for localhost:5000 of SECRET-HOST'),
    answered: Buffer.from('me SECRET-PASSWORD'),
  },
  { path: '/moby.buildkit.secrets.v1.Secrets/GetSecret', sent: Buffer.from('s'), answered: Buffer.from('SECRET '.repeat(5000)) },
  { path: '/moby.sshforward.v1.SSH/ForwardAgent', sent: Buffer.from('SECRET'), answered: Buffer.from('SECRET') },
  { path: '/grpc.health.v1.Health/Check', sent: Buffer.from('well?'), answered: Buffer.from('well') },
]).then((pieces): Piece[] => pieces.map(({ from, data }) => ({ from: from === 'h2client' ? 'engine' : 'client', data })));

it('blanks what calls for credentials, secrets and agents carry, both ways, and nothing else', async () => {
  const pieces = await capture;
  const { client, engine, rules } = redact(pieces);
  const wire = (side: Side) => Buffer.concat(pieces.filter(({ from }) => from === side).map(({ data }) => data));
  expect(client + engine).not.toMatch(/SECRET/);
  expect(engine).toMatch(/which files\?.*well\?/s);
  expect(client.match(/Z{100,}/g)?.join('')).toHaveLength(50_000);
  expect([client.length, engine.length]).toEqual([wire('client').length, wire('engine').length]);
  expect(rules).toEqual(['buildkit-auth', 'buildkit-secrets', 'buildkit-ssh']);
});

it('gives the same however the bytes are cut, and the second time changes nothing', async () => {
  const pieces = await capture;
  const whole = redact(pieces);
  fc.assert(
    fc.property(fc.array(fc.nat(100_000), { maxLength: 40 }), (cuts) => {
      const cut = pieces.flatMap(({ from, data }) => cutAt(data, cuts).map((piece) => ({ from, data: piece })));
      expect(redact(cut)).toEqual(whole);
    }),
    { numRuns: 30 },
  );
  const again: Piece[] = (['engine', 'client'] as const).map((from) => ({ from, data: Buffer.from(whole[from], 'latin1') })); // requests before their answers
  expect(redact(again)).toEqual({ ...whole, rules: [] });
});

const settings = aFrame(FRAME.settings, 0, 0, Buffer.alloc(0));
const preface = Buffer.concat([CLIENT_PREFACE, settings]);
const request = (stream: number, path: string) => aFrame(FRAME.headers, FLAG.endHeaders, stream, aHeaderBlock([[':path', path]]));
const data = (stream: number, text: string) => aFrame(FRAME.data, 0, stream, Buffer.from(text));
const clientSays = (...frames: Buffer[]): string => redact([{ from: 'client', data: Buffer.concat([preface, ...frames]) }]).client;

it('sees through padding, priority and continuation of a request', () => {
  const block = aHeaderBlock([[':path', '/moby.filesync.v1.Auth/FetchToken']]);
  const first = Buffer.concat([Buffer.from([2, 0, 0, 0, 0, 9]), block.subarray(0, 10), Buffer.alloc(2)]);
  const headers = [
    aFrame(FRAME.headers, FLAG.padded | FLAG.priority, 1, first),
    aFrame(FRAME.continuation, FLAG.endHeaders, 1, block.subarray(10)),
  ];
  const padded = aFrame(FRAME.data, FLAG.padded, 1, Buffer.from('\x03secret\0\0\0'));
  expect(clientSays(...headers, padded, data(1, 'secret'))).not.toContain('secret');
  expect(clientSays(...headers, padded)).toContain(`\x03${'\0'.repeat(9)}`); // the length of the padding stays: it frames
});

it('blanks a session that is wrapped in a call', () => {
  const said = clientSays(
    request(1, '/moby.buildkit.v1.Control/Solve'),
    request(3, '/moby.buildkit.v1.Control/Session'),
    data(1, 'solve'),
    data(3, 'inner'),
  );
  expect(said).toContain('solve');
  expect(said).not.toContain('inner');
});

it.each([
  ['a header block that cannot be read', aFrame(FRAME.headers, FLAG.endHeaders, 3, Buffer.from([0x80]))],
  ['a header block without end', aFrame(FRAME.headers, 0, 3, Buffer.alloc(300_000))],
  ['a frame between the parts of a header block', Buffer.concat([aFrame(FRAME.headers, 0, 3, Buffer.alloc(1)), settings])],
])('blanks all DATA after %s', (_, broken) => {
  const said = clientSays(request(1, '/moby.filesync.v1.FileSync/DiffCopy'), data(1, 'before'), broken, data(1, 'after'));
  expect(said).toContain('before');
  expect(said).not.toContain('after');
});

it('blanks DATA of a stream that nobody opened, and of a request without a path', () => {
  expect(clientSays(data(5, 'secret'))).not.toContain('secret');
  expect(clientSays(aFrame(FRAME.headers, FLAG.endHeaders, 1, aHeaderBlock([['te', 'x']])), data(1, 'secret'))).not.toContain('secret');
});

it('blanks everything where there is no HTTP/2', () => {
  const { client, engine, rules } = redact([
    { from: 'client', data: Buffer.from('not HTTP/2 but a secret') },
    { from: 'engine', data: Buffer.concat([preface, request(1, '/x'), data(1, 'secret')]) },
  ]);
  expect(client).toBe('\0'.repeat(23));
  expect(engine).not.toContain('secret');
  expect(rules).toEqual(['buildkit-unreadable']);
});
