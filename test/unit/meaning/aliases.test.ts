import { expect, it } from '@jest/globals';
import { Aliases } from '../../../src/meaning/aliases.ts';

const [ID, OTHER] = ['ab'.repeat(32), 'cd'.repeat(32)];

it('takes id, name and the start of an id for one object', () => {
  const aliases = new Aliases();
  aliases.learnName('container', '/web', ID, 5);
  for (const name of [ID, 'web', '/web', ID.slice(0, 12)]) expect(aliases.resolve('container', name, 9)).toBe(`container ${ID}`);
});

it('gives a name to the object that had it at that moment, and before it was learned to the first', () => {
  const aliases = new Aliases();
  aliases.learnName('container', 'web', ID, 5);
  aliases.learnName('container', 'web', OTHER, 50);
  expect(aliases.resolve('container', 'web', 1)).toBe(`container ${ID}`);
  expect(aliases.resolve('container', 'web', 49)).toBe(`container ${ID}`);
  expect(aliases.resolve('container', 'web', 50)).toBe(`container ${OTHER}`);
});

it('leaves what it does not know, or what is not unique, as it is', () => {
  const aliases = new Aliases();
  aliases.learnId('container', `abcd1${'0'.repeat(59)}`);
  aliases.learnId('container', `abcd2${'0'.repeat(59)}`);
  expect(aliases.resolve('container', 'abcd', 1)).toBe('container abcd');
  expect(aliases.resolve('network', 'abcd1', 1)).toBe('network abcd1');
});

it('finds the objects that a text names, of every kind', () => {
  const aliases = new Aliases();
  aliases.learnName('container', 'web', ID, 1);
  aliases.learnName('network', 'web', OTHER, 1);
  expect(aliases.mentioned('web', 2)).toEqual([`container ${ID}`, `network ${OTHER}`]);
  expect(aliases.mentioned('db', 2)).toEqual([]);
});
