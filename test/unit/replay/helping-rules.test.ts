/** Whatever rule a miss prints, works: given back as it stands, it makes the request a hit. */
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readBindingRules } from '../../../src/cli/binding-rules.ts';
import { aWholeOutcome, type RequestParts, someInteractions } from '../../support/interactions.ts';
import { aPlayer, settled } from '../../support/playback.ts';
import { someTar } from '../../support/tars.ts';

const create = (json: unknown, target = '/v1.41/containers/create?name=web'): RequestParts => ({ method: 'POST', target, json });
const withHost = (HostConfig: unknown) => create({ Image: 'busybox', HostConfig });
const listed = (filters: unknown): RequestParts => ({
  target: `/v1.41/containers/json?filters=${encodeURIComponent(JSON.stringify(filters))}`,
});

async function played(recorded: RequestParts, live: RequestParts, bind: readonly string[] = []) {
  const varying = readBindingRules({ bind, exact: false, explain: false });
  const test = aPlayer(someInteractions({ ...recorded, outcome: aWholeOutcome({ json: {} }) }), { varying });
  const asked = test.ask(live);
  while (asked.fate === 'open') await settled();
  return asked;
}

/** The rules of the advice, as a shell gives them on; null: it was no miss. */
async function advised(recorded: RequestParts, live: RequestParts): Promise<string[] | null> {
  const asked = await played(recorded, live);
  if (asked.status !== 501) return null;
  const words = asked.message.matchAll(/--bind (?:"([^"$`\\!]*)"|'((?:[^']|'\\'')*)')/g);
  return [...words].map(([, plain, quoted = '']) => plain ?? quoted.replaceAll(`'\\''`, "'"));
}

it.each<[string, RequestParts, RequestParts, string[]]>([
  ['a list', create({ Cmd: ['a', 'b'] }), create({ Cmd: ['a', 'c'] }), ['ContainerCreate body /Cmd/1 any']],
  [
    'a set',
    withHost({ Binds: ['/a:/a', '/c:/c'] }),
    withHost({ Binds: ['/a:/a', '/b:/c'] }),
    ['ContainerCreate body /HostConfig/Binds/1 any'],
  ],
  [
    'two of a set',
    withHost({ CapAdd: ['A', 'B'] }),
    withHost({ CapAdd: ['C', 'D'] }),
    ['ContainerCreate body /HostConfig/CapAdd/0 any', 'ContainerCreate body /HostConfig/CapAdd/1 any'],
  ],
  [
    'a field of one of a set',
    withHost({ Ulimits: [{ Name: 'nofile', Hard: 5, Soft: 5 }] }),
    withHost({ Ulimits: [{ Name: 'nofile', Hard: 6, Soft: 5 }] }),
    ['ContainerCreate body /HostConfig/Ulimits/0/Hard any'],
  ],
  ['an environment', create({ Env: ['A=1', 'B=2'] }), create({ Env: ['A=3', 'B=2'] }), ['ContainerCreate body /Env/A any']],
  ['a filter', listed({ name: ['a'] }), listed({ name: ['b'] }), ['ContainerList query filters/name/0 any']],
  ['a label in a filter', listed({ label: ['a=b'] }), listed({ label: ['a=c'] }), ['ContainerList query filters/label/a any']],
  [
    'a parameter given twice',
    { method: 'POST', target: '/v1.41/build?t=a&t=b' },
    { method: 'POST', target: '/v1.41/build?t=a&t=c' },
    ['ImageBuild query t/1 any'],
  ],
  [
    'a name that a shell would read',
    create({ Labels: { 'a"$b\'': 'x' } }),
    create({ Labels: { 'a"$b\'': 'y' } }),
    ['ContainerCreate body /Labels/a"$b\' any'],
  ],
])('prints a rule for %s that works', async (_what, recorded, live, rules) => {
  expect(await advised(recorded, live)).toEqual(rules);
  expect((await played(recorded, live, rules)).status).toBe(200);
});

it.each<[string, RequestParts, RequestParts]>([
  ['a value that only one side has', create({ Env: ['A=1'] }), create({ Env: ['A='] })],
  ['a set of another size', withHost({ CapAdd: ['A'] }), withHost({ CapAdd: ['A', 'B'] })],
  ['a label without a value in a filter', listed({ label: ['a'] }), listed({ label: ['b'] })],
  ['a switch', create({ Tty: true }), create({ Tty: false })],
  ['a name that no rule can say', create({ Labels: { 'a ': 'x' } }), create({ Labels: { 'a ': 'y' } })],
])('prints no rule for %s', async (_what, recorded, live) => {
  expect(await advised(recorded, live)).toEqual([]);
});

it('prints no rule for a change that was given already, nor where a value stands for another one', async () => {
  const test = aPlayer(someInteractions({ ...withHost({ CapAdd: ['A'] }), outcome: aWholeOutcome({ json: {} }) }));
  test.ask(withHost({ CapAdd: ['A'] }));
  const again = test.ask(withHost({ CapAdd: ['B'] }));
  await settled();
  expect(again.message).toContain('    - edit 000000-ContainerCreate.json');

  const named = (name: string) => create({ Image: 'busybox' }, `/v1.41/containers/create?name=${name}`);
  const other = aPlayer(someInteractions(named('test-7112'), { target: '/v1.41/containers/test-7112/json' }));
  other.ask(named('test-31337'));
  const asked = other.ask('/v1.41/containers/web/json');
  await settled();
  expect(asked.message).not.toContain('--bind');
});

it('prints a rule for a file in a tar that has another name, and none for other content', async () => {
  const upload = async (name: string, content: string): Promise<RequestParts> => ({
    method: 'PUT',
    target: '/v1.41/containers/web/archive?path=/',
    body: await someTar([{ name, content }]),
  });
  const [recorded, renamed] = [await upload('a', 'x'), await upload('b', 'x')];
  expect(await advised(recorded, renamed)).toEqual(['PutContainerArchive body file path any']);
  expect((await played(recorded, renamed, ['PutContainerArchive body file path any'])).status).toBe(200);
  expect(await advised(recorded, await upload('a', 'y'))).toEqual([]);
});

const word = fc.constantFrom('', 'a', 'b', 'web', 'db', '/a:/b', '/c:/b', '1', '2', 'A=1', 'a=b');
const some = fc.array(word, { maxLength: 3 });
const key = fc.oneof(word, fc.string({ maxLength: 6 }));
const number = fc.integer({ min: 0, max: 3 });
const FIELDS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  Image: word,
  Cmd: some,
  Tty: fc.boolean(),
  Env: fc.array(
    fc.tuple(key, word).map(([name, value]) => `${name}=${value}`),
    { maxLength: 3 },
  ),
  Labels: fc.dictionary(key, word, { maxKeys: 3 }),
  ...{ Volumes: fc.dictionary(key, fc.constant({}), { maxKeys: 2 }) },
};
const HOST_FIELDS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  Memory: number,
  Binds: some,
  CapAdd: some,
  Dns: some,
  Ulimits: fc.array(fc.record({ Name: word, Hard: number, Soft: number }), { maxLength: 3 }),
  Mounts: fc.array(fc.record({ Type: word, Source: word, ReadOnly: fc.boolean() }), { maxLength: 2 }),
};
const FILTERS = fc.dictionary(fc.constantFrom('name', 'label', 'status', 'id'), some, { maxKeys: 2 });

/** Two documents, and what of the one is put into the other. */
function twins(fields: Readonly<Record<string, fc.Arbitrary<unknown>>>) {
  const document = fc.record(fields);
  return fc
    .tuple(document, document, fc.constantFrom(...Object.keys(fields)))
    .map(([one, other, name]): [Record<string, unknown>, Record<string, unknown>] => [one, { ...one, [name]: other[name] }]);
}

const PAIRS: fc.Arbitrary<[RequestParts, RequestParts]> = fc.oneof(
  twins(FIELDS).map(([one, other]): [RequestParts, RequestParts] => [create(one), create(other)]),
  twins(HOST_FIELDS).map(([one, other]): [RequestParts, RequestParts] => [withHost(one), withHost(other)]),
  fc.tuple(FILTERS, FILTERS).map(([one, other]): [RequestParts, RequestParts] => [listed(one), listed(other)]),
  fc.tuple(fc.tuple(word, word), fc.tuple(word, word)).map((both): [RequestParts, RequestParts] => {
    const [one, other] = both.map(([first, second]) => ({
      method: 'POST',
      target: `/v1.41/build?t=${encodeURIComponent(first)}&t=${encodeURIComponent(second)}`,
    }));
    return [one as RequestParts, other as RequestParts];
  }),
);

it('prints rules that make any request a hit, or none', async () => {
  await fc.assert(
    fc.asyncProperty(PAIRS, async ([recorded, live]) => {
      const rules = await advised(recorded, live);
      if (rules === null || rules.length === 0) return;
      expect((await played(recorded, live, rules)).status).toBe(200);
    }),
    { numRuns: 200 },
  );
});
