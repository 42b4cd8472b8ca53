import { expect, it } from '@jest/globals';
import type { RawHeaders } from '../../../../src/cassette/types.ts';
import type { GrpcCaller, MadeCallListener } from '../../../../src/docker/grpc-ends.ts';
import { MadeUpNames } from '../../../../src/meaning/buildkit/made-up-names.ts';
import type { RecordedCall } from '../../../../src/meaning/buildkit/recorded-calls.ts';
import { CallResults } from '../../../../src/verify/buildkit/call-results.ts';
import { Conversation } from '../../../../src/verify/buildkit/conversation.ts';
import { anInteraction } from '../../../support/interactions.ts';
import { message } from '../../../support/protobuf.ts';
import { aCall } from '../../../support/recorded-call.ts';

const OK: RawHeaders = [['grpc-status', '0']];
const BRIDGE = '/moby.buildkit.v1.frontend.LLBBridge';
const OF_BUILD: RawHeaders = [['buildkit-controlapi-buildid', 'ref']];

/** An engine's end of the calls: what was asked of it, and its answers when the test gives them. */
class Engine implements GrpcCaller {
  readonly asked: string[] = [];
  readonly #listeners = new Map<string, MadeCallListener>();
  readonly messages = new Map<string, Buffer>();

  call(headers: RawHeaders, listener: MadeCallListener) {
    const path = headers.find(([name]) => name === ':path')?.[1] ?? '';
    const name = path.slice(path.lastIndexOf('/') + 1);
    this.asked.push(name);
    this.#listeners.set(name, listener);
    return {
      message: (data: Buffer) => void this.messages.set(name, data),
      end: () => {},
      cancel: () => void this.asked.push(`cancel ${name}`),
    };
  }

  answer(name: string, answer: Buffer | null, trailers: RawHeaders | null = OK): void {
    if (answer !== null) this.#listeners.get(name)?.message(answer);
    this.#listeners.get(name)?.over(trailers, 'gone');
  }

  data(): void {}
  end(): void {}
  left(): void {}
  close(): void {}
}

function talked(...calls: RecordedCall[]) {
  const engine = new Engine();
  const results = new CallResults();
  const conversation = new Conversation({ calls, caller: engine, names: new MadeUpNames([]), results, onMessage: () => false });
  let done = false;
  void conversation.done.then(() => {
    done = true;
  });
  conversation.start();
  return { engine, results, conversation, isDone: () => done };
}

const interaction = { ...anInteraction(), order: { request: 0, requestEnd: 0, response: 0, end: 100 } };

it('makes calls at once that were made at once, and others when those before them are over', async () => {
  const { engine, isDone } = talked(
    aCall('/x/Status', { seq: 2, trailers: null, interaction }),
    aCall('/x/Solve', { seq: 2, interaction }),
    aCall('/x/History', { seq: 9, interaction }),
  );
  expect(engine.asked).toEqual(['Status', 'Solve']);
  engine.answer('Solve', null);
  expect(engine.asked).toEqual(['Status', 'Solve', 'History']);
  await Promise.resolve();
  expect(isDone()).toBe(false);
  engine.answer('History', null);
  await Promise.resolve();
  expect(isDone()).toBe(true);
});

it('waits for calls of another connection that were over before', () => {
  const elsewhere = aCall('/x/Elsewhere', { seq: 1 });
  const results = new CallResults();
  results.begin(elsewhere);
  const engine = new Engine();
  const calls = [aCall('/x/Next', { seq: 5, interaction })];
  new Conversation({ calls, caller: engine, names: new MadeUpNames([]), results, onMessage: () => false }).start();
  expect(engine.asked).toEqual([]);
  results.end(elsewhere, OK, '');
  expect(engine.asked).toEqual(['Next']);
});

it('gives up what is still open when it is stopped', () => {
  const { engine, conversation } = talked(aCall('/x/Status', { seq: 1, interaction }));
  conversation.stop();
  expect(engine.asked).toEqual(['Status', 'cancel Status']);
});

const result = (id: string, config: string) => message([3, message([1, id])], [10, message([1, 'config'], [2, config])]);
const [ID, LIVE] = ['ts4esvw7lp10grlbaylg0ffcd', 'zt9lgu1rapxgvfkeac8jqe1u3'];

function returning(returned: Buffer, trailers: RawHeaders = OK) {
  return talked(
    aCall(`${BRIDGE}/Solve`, {
      seq: 1,
      interaction,
      headers: OF_BUILD,
      answered: trailers === OK ? [message([3, result(ID, 'old')])] : [],
      trailers,
    }),
    aCall(`${BRIDGE}/Return`, { seq: 5, interaction, headers: OF_BUILD, asked: [returned] }),
  );
}

it('hands back the result that the engine gives, where its client did', () => {
  const { engine } = returning(message([1, result(ID, 'old')]));
  engine.answer('Solve', message([3, result(LIVE, 'new')]));
  expect(engine.messages.get('Return')).toEqual(message([1, result(LIVE, 'new')]));
});

it('hands back the error where there is one now', () => {
  const { engine } = returning(message([1, result(ID, 'old')]));
  engine.answer('Solve', null, [
    ['grpc-status', '2'],
    ['grpc-message', 'no%20such file'],
  ]);
  expect(engine.messages.get('Return')).toEqual(message([2, message([1, 2], [2, 'no such file'])]));
});

it('hands back the result where the recorded client had got an error', () => {
  const { engine } = returning(message([2, message([1, 2], [2, 'failed'])]), [
    ['grpc-status', '2'],
    ['grpc-message', 'failed'],
  ]);
  engine.answer('Solve', message([3, result(LIVE, 'new')]));
  expect(engine.messages.get('Return')).toEqual(message([1, result(LIVE, 'new')]));
});

it('reads as much of a content as there is now, and by the digest of today', () => {
  const [digest, other] = [`sha256:${'a'.repeat(64)}`, `sha256:${'b'.repeat(64)}`];
  const CONTENT = '/containerd.services.content.v1.Content';
  const { engine } = talked(
    aCall('/moby.buildkit.v1.Control/ListenBuildHistory', { seq: 1, interaction, answered: [message([1, digest])] }),
    aCall(`${CONTENT}/Info`, {
      seq: 3,
      interaction,
      asked: [message([1, digest])],
      answered: [message([1, message([1, digest], [2, 70])])],
    }),
    aCall(`${CONTENT}/Read`, { seq: 5, interaction, asked: [message([1, digest], [3, 70])] }),
  );
  engine.answer('ListenBuildHistory', message([1, other]));
  expect(engine.messages.get('Info')).toEqual(message([1, other]));
  engine.answer('Info', message([1, message([1, other], [2, 90])]));
  expect(engine.messages.get('Read')).toEqual(message([1, other], [3, 90]));
});
