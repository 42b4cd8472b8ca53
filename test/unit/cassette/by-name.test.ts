import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ByName } from '../../../src/cassette/by-name.ts';

it('gives what a map gives, whatever stood at that place before', () => {
  const names = fc.constantFrom('a', 'b', 'c', 'd');
  fc.assert(
    fc.property(fc.dictionary(names, fc.nat()), fc.array(fc.array(names, { maxLength: 70 })), (values, objects) => {
      const byName = new ByName(Object.entries(values));
      for (const object of objects) {
        expect(object.map((name, nth) => byName.get(name, nth))).toEqual(object.map((name) => values[name]));
      }
    }),
  );
});
