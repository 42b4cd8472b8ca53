import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Cassette } from '../../../src/cassette/types.ts';
import { diffCassettes } from '../../../src/verify/diff-cassettes.ts';
import { linesOf } from '../../support/comparing.ts';
import { aCassette, aStreamedOutcome, aWholeOutcome, type InteractionParts, someInteractions } from '../../support/interactions.ts';

const id = (start: string): string => start.padEnd(64, '0123456789abcdef');
const cassette = (...parts: InteractionParts[]): Cassette => aCassette({ interactions: someInteractions(...parts) });

async function lines(recorded: Cassette, live: Cassette): Promise<string[]> {
  return linesOf((await diffCassettes(recorded, live, () => null)).differences);
}

interface Run {
  readonly id: string;
  readonly name: string;
  readonly port?: string;
  readonly exit?: number;
}

const create = (one: Run): InteractionParts => ({
  method: 'POST',
  target: `/v1.41/containers/create?name=${one.name}`,
  json: { Image: 'busybox:test' },
  outcome: aWholeOutcome({ status: 201, json: { Id: one.id, Warnings: [] } }),
});
const start = (one: Run): InteractionParts => ({
  method: 'POST',
  target: `/v1.41/containers/${one.id}/start`,
  outcome: aWholeOutcome({ status: 204 }),
});
const inspect = (one: Run, state: string): InteractionParts => ({
  target: `/v1.41/containers/${one.id.slice(0, 12)}/json`,
  outcome: aWholeOutcome({
    json: { Id: one.id, Name: `/${one.name}`, State: { Status: state }, Ports: { '80/tcp': [{ HostPort: one.port ?? '32768' }] } },
  }),
});
const wait = (one: Run): InteractionParts => ({
  method: 'POST',
  target: `/v1.41/containers/${one.id}/wait`,
  outcome: aStreamedOutcome({ chunks: [`{"StatusCode":${one.exit ?? 0}}\n`] }),
});
const session = (one: Run): InteractionParts[] => [create(one), start(one), inspect(one, 'running'), wait(one)];

const FIRST: Run = { id: id('4f66ad9a'), name: 'web' };

describe('diffCassettes', () => {
  it('finds nothing where only what engines make up differs', async () => {
    const second = { id: id('b1946ac9'), name: 'web', port: '49153' };
    expect(await lines(cassette(...session(FIRST)), cassette(...session(second)))).toEqual([]);
  });

  it('follows names that clients make up', async () => {
    const [one, other] = [
      { ...FIRST, name: 'test-31337' },
      { id: id('b1946ac9'), name: 'test-20941' },
    ];
    expect(await lines(cassette(...session(one)), cassette(...session(other)))).toEqual([]);
  });

  it('finds another exit code', async () => {
    expect(await lines(cassette(...session(FIRST)), cassette(...session({ ...FIRST, exit: 3 })))).toEqual([
      'breaking exit-code: ContainerWait: StatusCode is 3, it was 0',
    ]);
  });

  it('pairs requests about two objects in whatever order they came', async () => {
    const [a, b] = [FIRST, { id: id('0c3aff1e'), name: 'db' }];
    const recorded = cassette(create(a), create(b), start(a), start(b), wait(b), wait(a));
    const live = cassette(create(b), create(a), start(a), wait(a), start(b), wait(b));
    expect(await lines(recorded, live)).toEqual([]);
  });

  it('does not count how often a question was asked until something had happened', async () => {
    const polled = (...states: string[]) => cassette(create(FIRST), ...states.map((state) => inspect(FIRST, state)));
    expect(await lines(polled('created', 'created', 'running'), polled('created', 'running'))).toEqual([]);
    expect(await lines(polled('created', 'running'), polled('created', 'created', 'running', 'running'))).toEqual([]);
    expect(await lines(polled('created', 'running'), polled('created', 'dead'))).toEqual([
      'changed value: ContainerInspect: State.Status is "dead", it was "running"',
    ]);
  });

  it('says which requests only one of them has', async () => {
    const removed: InteractionParts = {
      method: 'DELETE',
      target: `/v1.41/containers/${FIRST.id}`,
      outcome: aWholeOutcome({ status: 204 }),
    };
    expect(await lines(cassette(create(FIRST), removed), cassette(create(FIRST)))).toEqual([
      `changed request: DELETE /v1.41/containers/${FIRST.id} is not asked in the second recording`,
    ]);
    expect(await lines(cassette(create(FIRST)), cassette(create(FIRST), removed))).toEqual([
      `changed request: DELETE /v1.41/containers/${FIRST.id} is asked in the second recording alone`,
    ]);
  });

  it('says what a request asks otherwise, and compares its answer all the same', async () => {
    const made = (extra: object, answer: object): InteractionParts => ({
      method: 'POST',
      target: '/v1.41/networks/create',
      json: { Name: 'net', ...extra },
      outcome: aWholeOutcome({ status: 201, json: { Id: id('1'), ...answer } }),
    });
    expect(await lines(cassette(made({ CheckDuplicate: true }, { Warning: '' })), cassette(made({}, {})))).toEqual([
      'changed request: POST /v1.41/networks/create asks other things in the second recording: body /CheckDuplicate is absent, it was true',
      'changed gone: NetworkCreate: Warning is gone, it was ""',
    ]);
  });

  it('says nothing of a look at a program that ran by itself, when its end was waited for', async () => {
    const recorded = [create(FIRST), start(FIRST), inspect(FIRST, 'running'), wait(FIRST)];
    const live = [create(FIRST), start(FIRST), inspect(FIRST, 'exited'), wait(FIRST)];
    expect(await lines(cassette(...recorded), cassette(...live))).toEqual([]);
    expect(await lines(cassette(...recorded.slice(0, 3)), cassette(...live.slice(0, 3)))).toHaveLength(1);
  });

  it('leaves out of lists what neither session made', async () => {
    const list = (...names: string[]): InteractionParts => ({
      target: '/v1.41/containers/json?all=1',
      outcome: aWholeOutcome({
        json: names.map((name) => ({ Id: id(name === 'web' ? '4f66ad9a' : Buffer.from(name).toString('hex')), Names: [`/${name}`] })),
      }),
    });
    expect(await lines(cassette(create(FIRST), list('web', 'other')), cassette(create(FIRST), list('strange', 'web')))).toEqual([]);
    expect(await lines(cassette(create(FIRST), list('web', 'other')), cassette(create(FIRST), list('other')))).toEqual([
      expect.stringContaining('breaking gone: ContainerList: [web] is gone'),
    ]);
  });

  it('finds one difference where one value is another, and none where keys and sets come in another order', async () => {
    const scalar = fc.oneof(fc.integer({ max: 9999 }), fc.boolean(), fc.constantFrom('a', 'b', 'c'));
    const document = fc.dictionary(
      fc.constantFrom('A', 'B', 'C', 'D'),
      fc.dictionary(fc.constantFrom('x', 'y', 'z'), scalar, { minKeys: 1 }),
      { minKeys: 1 },
    );
    const asked = (json: unknown) => cassette({ target: '/v1.41/containers/web/json', outcome: aWholeOutcome({ json }) });
    await fc.assert(
      fc.asyncProperty(document, fc.array(fc.constantFrom('r', 's', 't', 'u')), async (json, set) => {
        const turned = Object.fromEntries(
          Object.entries(json)
            .reverse()
            .map(([key, value]) => [key, Object.fromEntries(Object.entries(value).reverse())]),
        );
        expect(await lines(asked({ ...json, Aliases: set }), asked({ Aliases: [...set].reverse(), ...turned }))).toEqual([]);
        const [first] = Object.keys(json) as [string];
        const [inner] = Object.keys(json[first] as object) as [string];
        const changed = { ...json, [first]: { ...json[first], [inner]: 'another value' } };
        expect(await lines(asked(json), asked(changed))).toHaveLength(1);
      }),
      { numRuns: 50 },
    );
  });
});
