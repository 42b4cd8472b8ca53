/** What is asked of a live engine in place of the cassette. */
import { expect, it } from '@jest/globals';
import type { LiveRequest, Reply, RequestSink, Responder } from '../../../src/cassette/exchange.ts';
import { KeptBody } from '../../../src/store/kept-body.ts';
import { aWholeOutcome, type InteractionParts, someInteractions } from '../../support/interactions.ts';
import { aPlayer, settled, type TestPlayer } from '../../support/playback.ts';

const ID = 'ab'.repeat(32);
const create: InteractionParts = {
  method: 'POST',
  target: '/v1.41/containers/create?name=web',
  json: { Image: 'busybox' },
  outcome: aWholeOutcome({ status: 201, json: { Id: ID, Warnings: [] } }),
};

/** Answers each request with its own body. */
class Echo implements Responder {
  readonly asked: string[] = [];

  open({ head }: LiveRequest, reply: Reply): RequestSink {
    const pieces: Buffer[] = [];
    const line = `${head.method} ${head.target}`;
    return {
      data: (bytes) => void pieces.push(bytes),
      end: () => {
        this.asked.push(line);
        const body = Buffer.concat(pieces);
        reply.write(Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`), body]));
        reply.finish();
      },
      stream() {},
      streamEnd() {},
      left: () => void this.asked.push(`left ${line}`),
    };
  }
}

function passing(...recorded: InteractionParts[]): { test: TestPlayer; engine: Echo } {
  const engine = new Echo();
  const passOn = { responder: () => engine, keepBody: () => new KeptBody() };
  return { test: aPlayer(someInteractions(...recorded), { passOn }), engine };
}

it('asks the engine for what was not recorded, body and all, and counts no miss', async () => {
  const { test, engine } = passing(create);
  const asked = test.ask({ method: 'POST', target: '/v1.41/containers/create?name=db', json: { Image: 'postgres' } });
  const upload = test.ask({ method: 'PUT', target: '/v1.41/containers/x/archive?path=/', body: Buffer.from('no tar') });
  while (asked.fate === 'open' || upload.fate === 'open') await settled();
  expect(asked.text).toMatch(/\{"Image":"postgres"\}$/);
  expect(upload.text).toMatch(/no tar$/);
  expect(engine.asked).toHaveLength(2);
  expect(test.player.summary()).toMatchObject({ used: 0, misses: [], passedOn: 2 });
});

it('plays what was recorded', () => {
  const { test, engine } = passing(create, { target: '/_ping' });
  expect(test.ask('/_ping').status).toBe(200);
  expect(test.ask(create).status).toBe(201);
  expect(engine.asked).toEqual([]);
});

it.each(['web', ID, ID.slice(0, 12)])('does not ask it of a container that was played: %s', async (name) => {
  const { test, engine } = passing(create);
  const before = test.ask(`/v1.41/containers/${name}/json`);
  expect(before.status).toBe(200);
  test.ask(create);
  const asked = test.ask(`/v1.41/containers/${name}/top`);
  await settled();
  expect(asked.status).toBe(501);
  expect(asked.message).toMatch(/\n {2}not passed on: container \w+ was played from \w+, the engine does not have it\n/);
  expect(asked.message).not.toContain('new-episodes');
  expect(engine.asked).toEqual([`GET /v1.41/containers/${name}/json`]);
});

it('takes the name of what the engine made for nothing recorded', async () => {
  const inspect = { target: '/v1.41/containers/td-6d14fd3a/json', outcome: aWholeOutcome({ json: { Id: ID } }) };
  const { test, engine } = passing(inspect);
  const made = test.ask({ method: 'POST', target: '/v1.41/containers/create?name=td-91bc07de', json: { Image: 'a' } });
  while (made.fate === 'open') await settled();
  test.ask('/v1.41/containers/td-91bc07de/json');
  await settled();
  expect(engine.asked).toEqual(['POST /v1.41/containers/create?name=td-91bc07de', 'GET /v1.41/containers/td-91bc07de/json']);
});

it('takes a made-up name for the recorded one where the engine made nothing of that name', async () => {
  const inspect = { target: '/v1.41/containers/td-6d14fd3a/json', outcome: aWholeOutcome({ json: { Id: ID } }) };
  const { test, engine } = passing(inspect);
  expect(test.ask('/v1.41/containers/td-91bc07de/json').status).toBe(200);
  await settled();
  expect(engine.asked).toEqual([]);
});
