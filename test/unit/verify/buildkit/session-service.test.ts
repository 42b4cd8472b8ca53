import { expect, it } from '@jest/globals';
import type { RawHeaders } from '../../../../src/cassette/types.ts';
import { fileData, finishFiles, requestFile } from '../../../../src/docker/file-sync.ts';
import { MadeUpNames } from '../../../../src/meaning/buildkit/made-up-names.ts';
import type { RecordedCall } from '../../../../src/meaning/buildkit/recorded-calls.ts';
import { KnownFiles } from '../../../../src/verify/buildkit/known-files.ts';
import { SessionService } from '../../../../src/verify/buildkit/session-service.ts';
import { statPacket } from '../../../support/buildkit-client.ts';
import { message } from '../../../support/protobuf.ts';
import { aCall } from '../../../support/recorded-call.ts';

const DIFF_COPY = '/moby.filesync.v1.FileSync/DiffCopy';
const NOTHING = Buffer.alloc(0);
const [A, B] = [statPacket({ path: 'a', content: 'first' }), statPacket({ path: 'b', content: 'second' })];
const WANTED: RawHeaders = [
  ['dir-name', 'context'],
  ['followpaths', 'a'],
  ['followpaths', 'b'],
];

/** A recorded client that gave the content of `a`, and not of `b`: the engine knew that. */
function handedOver(headers: RawHeaders = WANTED, ...more: Buffer[]): RecordedCall {
  return aCall(DIFF_COPY, { headers, packets: [A, B, NOTHING, fileData(0, Buffer.from('first')), fileData(0, NOTHING), ...more] });
}

function asked(calls: readonly RecordedCall[], path: string, headers: RawHeaders = [], elsewhere: readonly RecordedCall[] = []) {
  const lacks: string[] = [];
  const told: Buffer[] = [];
  const ended: RawHeaders[] = [];
  const service = new SessionService({
    calls,
    elsewhere: () => elsewhere.map((call) => new KnownFiles(call)),
    names: new MadeUpNames([]),
    onLack: (reason) => lacks.push(reason),
  });
  const engine = service.take({
    path,
    headers,
    answer() {},
    message: (data) => void told.push(data),
    trailers: (trailers) => void ended.push(trailers),
  });
  const status = () => ended[0]?.find(([name]) => name === 'grpc-status')?.[1];
  return { engine, lacks, told, status };
}

it('names the recorded files, gives the contents that are asked for, and ends as the engine likes', () => {
  const { engine, told, status } = asked([handedOver()], DIFF_COPY, WANTED);
  expect(told).toEqual([A, B, NOTHING]);
  engine.message(requestFile(0));
  expect(told.slice(3)).toEqual([fileData(0, Buffer.from('first')), fileData(0, NOTHING)]);
  expect(status()).toBeUndefined();
  engine.message(finishFiles());
  expect(told.at(-1)).toEqual(finishFiles());
  expect(status()).toBe('0');
});

it('fails the build at once where a content is asked for that was not recorded, and names the file', () => {
  const { engine, lacks, status } = asked([handedOver()], DIFF_COPY, WANTED);
  engine.message(requestFile(1));
  expect(lacks).toEqual([expect.stringMatching(/^the engine asks for b, whose content is not in the recording.*docker builder prune/)]);
  expect(status()).toBe('2');
});

it('finds a content in another session of the cassette, where the file is the same', () => {
  const other = aCall(DIFF_COPY, { headers: WANTED, packets: [B, NOTHING, fileData(0, Buffer.from('second')), fileData(0, NOTHING)] });
  const { engine, told, lacks } = asked([handedOver()], DIFF_COPY, WANTED, [other]);
  engine.message(requestFile(1));
  expect(told.slice(3)).toEqual([fileData(1, Buffer.from('second')), fileData(1, NOTHING)]);
  expect(lacks).toEqual([]);
});

it('gives the half of a file for none', () => {
  const cut = aCall(DIFF_COPY, { headers: WANTED, packets: [A, NOTHING, fileData(0, Buffer.from('fir'))] });
  const { engine, lacks } = asked([cut], DIFF_COPY, WANTED);
  engine.message(requestFile(0));
  expect(lacks).toHaveLength(1);
});

it('picks what an engine wants that asks for other parts of a folder', () => {
  const { told } = asked([handedOver()], DIFF_COPY, [
    ['dir-name', 'context'],
    ['followpaths', 'b'],
  ]);
  expect(told).toEqual([B, NOTHING]);
});

it('does not know a folder that nobody asked for', () => {
  const { lacks, status } = asked([handedOver()], DIFF_COPY, [['dir-name', 'other']]);
  expect(lacks).toEqual([expect.stringContaining('DiffCopy of other, which was not asked for in the recording')]);
  expect(status()).toBe('5');
});

it('reports what its client had reported in place of files', () => {
  const failed = aCall(DIFF_COPY, {
    headers: WANTED,
    packets: [],
    trailers: [
      ['grpc-status', '2'],
      ['grpc-message', 'no such directory'],
    ],
  });
  expect(asked([failed], DIFF_COPY, WANTED).status()).toBe('2');
});

it('is in good health', () => {
  const { told, status } = asked([], '/grpc.health.v1.Health/Check');
  expect([told, status()]).toEqual([[message([1, 1])], '0']);
});

const SECRET = '/moby.buildkit.secrets.v1.Secrets/GetSecret';
const AGENT = '/moby.sshforward.v1.SSH/ForwardAgent';
const NOT_FOUND: RawHeaders = [['grpc-status', '5']];

it.each<[string, string, readonly RecordedCall[], string, readonly string[]]>([
  ['credentials', '/moby.filesync.v1.Auth/Credentials', [], '0', []],
  ['token', '/moby.filesync.v1.Auth/FetchToken', [], '12', []],
  ['secret, and lacks none where its client had none', SECRET, [aCall(SECRET, { trailers: NOT_FOUND })], '5', []],
  [
    'secret, and lacks it where its client had one',
    SECRET,
    [aCall(SECRET)],
    '5',
    ['the build asks for a secret, which a recording never has'],
  ],
  ['agent', AGENT, [aCall(AGENT)], '12', ['the build asks for the SSH agent of its client, which a recording never has']],
  ['answer to what its client was not asked', '/x.y/Z', [], '12', []],
])('has no %s', (_, path, recorded, expected, reasons) => {
  const { status, lacks } = asked(recorded, path);
  expect([status(), lacks]).toEqual([expected, reasons]);
});

it('repeats any other answer, each part once the engine has said as much', () => {
  const recorded: RecordedCall = {
    ...aCall('/x.y/Z', { seq: 1, asked: [Buffer.from('q')], answered: [Buffer.from('r')] }),
  };
  const { engine, told, status } = asked([recorded], '/x.y/Z');
  expect(told).toEqual([]);
  engine.message(Buffer.from('q'));
  expect([told, status()]).toEqual([[Buffer.from('r')], '0']);
});
