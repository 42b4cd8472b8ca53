import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Json } from '../../../../src/cassette/json.ts';
import { isOwn, namesOf, pairElements, pairMembers } from '../../../../src/verify/compare/pair-elements.ts';
import { Identities } from '../../../../src/verify/identities.ts';

const [A, B] = ['4f66ad9a', 'b1946ac9'].map((start) => start.padEnd(64, '0123456789abcdef')) as [string, string];
const any = () => true;
const sorted = (indexes: readonly number[]) => [...indexes].sort((a, b) => a - b);

describe('pairElements', () => {
  it('pairs what has the same name, wherever it stands', () => {
    const { pairs, gone, fresh } = pairElements(
      [{ Names: ['/a'] }, { Names: ['/b'] }],
      [{ Names: ['/b'] }, { Names: ['/c'] }],
      new Identities(),
      () => false,
    );
    expect({ pairs, gone, fresh }).toEqual({ pairs: [[1, 0]], gone: [0], fresh: [1] });
  });

  it('pairs what an identity is bound to, not what merely looks like it', () => {
    const identities = new Identities();
    identities.bind('id', A, B);
    const live = [
      { Id: A, State: 'running' },
      { Id: B, State: 'exited' },
    ];
    expect(pairElements([{ Id: A, State: 'running' }], live, identities, any)).toEqual({ pairs: [[0, 1]], gone: [], fresh: [0] });
  });

  it('pairs by likeness what nothing names', () => {
    const recorded = [
      { Port: 80, Type: 'tcp' },
      { Port: 53, Type: 'udp' },
    ];
    expect(pairElements(recorded, [...recorded].reverse(), new Identities(), any).pairs).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });

  it('takes no image without a tag for another, because both are called <none>', () => {
    expect(namesOf({ RepoTags: ['<none>:<none>'], Id: A })).toEqual([A]);
  });

  it('puts every element in one pair, or among what is gone or fresh', () => {
    const item = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.record({ Name: fc.constantFrom('a', 'b', 'c'), N: fc.nat(3) }) as fc.Arbitrary<Json>,
      fc.array(fc.nat(3)),
    );
    fc.assert(
      fc.property(fc.array(item), fc.array(item), (recorded, live) => {
        const { pairs, gone, fresh } = pairElements(recorded, live, new Identities(), (a, b) => typeof a === typeof b);
        expect(sorted([...pairs.map(([index]) => index), ...gone])).toEqual([...recorded.keys()]);
        expect(sorted([...pairs.map(([, index]) => index), ...fresh])).toEqual([...live.keys()]);
      }),
    );
  });

  it('finds each element again in the same list in any order', () => {
    const lists = fc
      .uniqueArray(fc.string({ minLength: 1 }).filter((name) => !name.startsWith('/')))
      .map((names) => names.map((Name) => ({ Name })))
      .chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));
    fc.assert(
      fc.property(lists, ([list, shuffled]) => {
        const { pairs } = pairElements(list, shuffled, new Identities(), () => false);
        expect(pairs.map(([index, other]) => [list[index], shuffled[other]])).toEqual(list.map((item) => [item, item]));
      }),
    );
  });
});

describe('pairMembers', () => {
  it('pairs equal keys, bound keys, then keys that look the same', () => {
    const identities = new Identities();
    identities.bind('id', A, B);
    const pairing = pairMembers({ bridge: 1, [A]: 2, web: 3 }, { [B]: 2, bridge: 1, db_: 3 }, identities);
    expect(pairing).toEqual({
      pairs: [
        ['bridge', 'bridge'],
        [A, B],
      ],
      gone: ['web'],
      fresh: ['db_'],
    });
  });
});

describe('isOwn', () => {
  it('knows an element by any of its names, and an image by its bare id', () => {
    const knows = (text: string) => text === 'web' || text === A;
    expect([{ Names: ['/x', '/web'] }, { Id: `sha256:${A}` }, { Name: 'x' }, 'web', 7].map((item) => isOwn(item, null, knows))).toEqual([
      true,
      true,
      false,
      true,
      false,
    ]);
    expect(isOwn({ Name: 'x' }, 'web', knows)).toBe(true);
  });
});
