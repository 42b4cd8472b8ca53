import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readShard, takeShard } from '../../../src/cli/shard.ts';

it('reads which job of how many', () => {
  expect(readShard('2/4')).toEqual({ index: 2, of: 4 });
});

it.each(['', '0/4', '5/4', '1', '1/0', '-1/2', '1/2/3', '1/9999', 'one/two'])('refuses --shard %p', (text) => {
  expect(() => readShard(text)).toThrow(expect.objectContaining({ code: 'TD_USAGE' }));
});

const cassettes = fc.uniqueArray(fc.record({ path: fc.string(), weight: fc.nat({ max: 500 }) }), { selector: ({ path }) => path });

it('puts every cassette into exactly one shard, in the order of the list, whatever the order of the list', () => {
  fc.assert(
    fc.property(cassettes, fc.integer({ min: 1, max: 9 }), fc.nat(), (list, of, seed) => {
      const weights = new Map(list.map(({ path, weight }) => [path, weight]));
      const paths = [...weights.keys()];
      const weightOf = (path: string): number => weights.get(path) ?? 0;
      const shards = Array.from({ length: of }, (_, at) => takeShard(paths, weightOf, { index: at + 1, of }));
      expect(shards.flat().sort()).toEqual([...paths].sort());
      for (const shard of shards) expect(shard).toEqual(paths.filter((path) => shard.includes(path)));
      const turned = [...paths.slice(seed % (paths.length + 1)), ...paths.slice(0, seed % (paths.length + 1))];
      expect(new Set(takeShard(turned, weightOf, { index: 1, of }))).toEqual(new Set(shards[0]));
    }),
  );
});

it('gives no shard more than the others by more than the largest cassette', () => {
  fc.assert(
    fc.property(cassettes, fc.integer({ min: 1, max: 9 }), (list, of) => {
      const weights = new Map(list.map(({ path, weight }) => [path, Math.max(1, weight)]));
      const weightOf = (path: string): number => weights.get(path) ?? 0;
      const loads = Array.from({ length: of }, (_, at) =>
        takeShard([...weights.keys()], weightOf, { index: at + 1, of }).reduce((sum, path) => sum + weightOf(path), 0),
      );
      expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(Math.max(0, ...weights.values()));
    }),
  );
});

it('leaves shards empty where there are more of them than cassettes', () => {
  const taken = [1, 2, 3].map((index) => takeShard(['a', 'b'], () => 7, { index, of: 3 }));
  expect(taken).toEqual([['a'], ['b'], []]);
});
