/** Calls to the client that are not about the files of its folders: a context from stdin, files that it is given. */
import { expect, it } from '@jest/globals';
import type { RawHeaders } from '../../../../src/cassette/types.ts';
import type { GrpcCaller, MadeCallListener } from '../../../../src/docker/grpc-ends.ts';
import { writeProtobuf } from '../../../../src/docker/protobuf.ts';
import type { CallStep, RecordedCall } from '../../../../src/meaning/buildkit/recorded-calls.ts';
import { Upload } from '../../../../src/meaning/buildkit/upload.ts';
import { RelayedCall } from '../../../../src/replay/buildkit/relayed-call.ts';
import { UploadCheck } from '../../../../src/replay/buildkit/upload-check.ts';
import { aHijackedOutcome, anInteraction } from '../../../support/interactions.ts';
import { settled } from '../../../support/playback.ts';
import { someTar } from '../../../support/tars.ts';

const OK: RawHeaders = [['grpc-status', '0']];
const FAILED: RawHeaders = [
  ['grpc-status', '2'],
  ['grpc-message', 'no such%20upload'],
];

function aCall(
  path: string,
  asked: readonly { seq: number; data: Buffer }[],
  answer: readonly CallStep[],
  upload: Upload | null,
): RecordedCall {
  const last = answer.at(-1);
  return {
    interaction: anInteraction({ outcome: aHijackedOutcome({ chunks: ['x'] }) }),
    path,
    opened: { seq: 0, at: 0 },
    headers: [[':path', path]],
    asked: asked.map((message) => ({ ...message, at: message.seq })),
    answer,
    files: null,
    upload,
    closed: last?.kind === 'trailers' ? last : null,
    cancelled: null,
  };
}

/** The client's end of one call. */
class Client implements GrpcCaller {
  listener: MadeCallListener | null = null;
  readonly told: string[] = [];

  call(_: RawHeaders, listener: MadeCallListener) {
    this.listener = listener;
    return {
      message: (data: Buffer) => void this.told.push(data.toString()),
      end: () => void this.told.push('end'),
      cancel: () => void this.told.push('cancel'),
    };
  }

  data(): void {}
  end(): void {}
  left(): void {}
  close(): void {}
}

const ended = (headers: RawHeaders): CallStep => ({ seq: 9, at: 9, kind: 'trailers', headers });
const piece = (bytes: Buffer) => writeProtobuf([{ number: 1, wire: 2, bytes }]);

function uploaded(bytes: Buffer): Upload {
  const upload = new Upload();
  upload.take(piece(bytes.subarray(0, 700)));
  upload.take(piece(bytes.subarray(700)));
  return upload;
}

async function checkUpload(recorded: Buffer, live: Buffer, trailers: RawHeaders = OK): Promise<(string | null)[]> {
  const client = new Client();
  const done: (string | null)[] = [];
  const call = { ...aCall('/moby.upload.v1.Upload/Pull', [], [ended(OK)], null), upload: uploaded(recorded) };
  new UploadCheck(call, call.headers, client, { moved() {}, done: (unlike) => done.push(unlike?.reason ?? null) });
  client.listener?.message(piece(live));
  client.listener?.over(trailers, '');
  for (let turn = 0; turn < 20 && done.length === 0; turn += 1) await settled();
  return done;
}

it('takes a tar for the recorded one by what is in it', async () => {
  const tar = await someTar([
    { name: 'Dockerfile', content: 'FROM x' },
    { name: 'f', content: 'one' },
  ]);
  const shuffled = await someTar([
    { name: 'f', content: 'one' },
    { name: 'Dockerfile', content: 'FROM x' },
  ]);
  expect(await checkUpload(tar, shuffled)).toEqual([null]);
});

it('says which file of an uploaded tar is another', async () => {
  const tar = await someTar([
    { name: 'f', content: 'one' },
    { name: 'g', content: '' },
  ]);
  const other = await someTar([{ name: 'f', content: 'two' }]);
  expect(await checkUpload(tar, other)).toEqual([
    expect.stringMatching(/^the uploaded context is not the recorded one: f is .*, g is missing$/),
  ]);
});

it('says that the client does not give what it gave', async () => {
  expect(await checkUpload(Buffer.from('x'), Buffer.alloc(0), FAILED)).toEqual([
    'the client does not give the uploaded context: no such upload',
  ]);
});

it('says to the client what the engine had said, each message when the client has said as much', () => {
  const client = new Client();
  const done: (string | null)[] = [];
  const asked = [1, 4].map((seq) => ({ seq, data: Buffer.from(`message ${seq}`) }));
  const call = aCall(
    '/moby.filesync.v1.FileSend/DiffCopy',
    asked,
    [{ seq: 3, at: 3, kind: 'message', data: Buffer.from('ready') }, ended(OK)],
    null,
  );
  new RelayedCall(call, call.headers, client, { moved() {}, done: (unlike) => done.push(unlike?.reason ?? null) });
  expect(client.told).toEqual(['message 1']);
  client.listener?.message(Buffer.from('ready'));
  expect(client.told).toEqual(['message 1', 'message 4', 'end']);
  client.listener?.over(OK, '');
  expect(done).toEqual([null]);
});

it('says of such a call that it ended otherwise', () => {
  const client = new Client();
  const done: (string | null)[] = [];
  const call = aCall('/moby.filesync.v1.FileSend/DiffCopy', [], [ended(OK)], null);
  new RelayedCall(call, call.headers, client, { moved() {}, done: (unlike) => done.push(unlike?.reason ?? null) });
  client.listener?.over(FAILED, '');
  expect(done).toEqual(['the client answers FileSend/DiffCopy otherwise: no such upload']);
});

it('waits for a client that is given files until it has said that it has all, where the engine then broke off', () => {
  const client = new Client();
  const done: (string | null)[] = [];
  const said = (seq: number): CallStep => ({ seq, at: seq, kind: 'message', data: Buffer.from('x') });
  const call = aCall('/moby.filesync.v1.FileSend/DiffCopy', [{ seq: 2, data: Buffer.from('stat') }], [said(3), said(5)], null);
  new RelayedCall(call, call.headers, client, { moved() {}, done: (unlike) => done.push(unlike?.reason ?? null) });
  client.listener?.message(Buffer.from('wants'));
  expect(done).toEqual([]);
  client.listener?.message(Buffer.from('has all'));
  expect(done).toEqual([null]);
});
