import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sayTheSame } from '../../../../src/verify/compare/texts.ts';
import { isChosenPort, isMadeName, tokensOf } from '../../../../src/verify/compare/value-looks.ts';
import { Identities } from '../../../../src/verify/identities.ts';

const [A, B, C] = ['4f66ad9a', 'b1946ac9', '0c3aff1e'].map((start) => start.padEnd(64, '0123456789abcdef')) as [string, string, string];

it.each([
  ['4f66ad9a0123', ['id']],
  [`sha256:${A}`, ['id']],
  ['53w8m848h8qewxvqlgxiy371l', ['id']],
  ['2026-01-02T03:04:05.678901234Z', ['time']],
  ['2026-01-02 03:04:05.678901234 +0000 UTC', ['time']],
  ['Mon, 02 Jan 2006 15:04:05 GMT', ['time']],
  ['172.17.0.2/16', ['address', 'number']],
  ['fd00:dead:beef::2', ['address']],
  ['02:42:ac:11:00:02', ['mac']],
  ['0.0.0.0:32768', ['port']],
  ['0.0.0.0:8080', []],
  ['SWMTKN-1-3pu6hszjas19xyp7ghgosyx9k8atbfcr8p2is99znpy26u2lkl-1awxwuwd3z9j1z3puu7rcgdbx', ['token']],
  ['8.8.8.8', []],
  ['busybox:1.36', []],
  ['docker-20.10.24', []],
  ['feedface', []],
])('sees in %s what an engine made up', (text, kinds) => {
  expect(tokensOf(text).tokens.map(({ kind }) => kind)).toEqual(kinds);
});

it('knows names and ports that engines choose', () => {
  expect(['eager_hopper', '/sad_lamport3', 'web', 'my_app-1'].map(isMadeName)).toEqual([true, true, false, false]);
  expect(['32768', '65535', '8080', '65536', 'x'].map(isChosenPort)).toEqual([true, true, false, false, false]);
});

it('binds what an engine says when it first sees it, and holds it to that', () => {
  const identities = new Identities();
  expect(sayTheSame(`${A} is up`, `${B} is up`, 'engine', identities)).toBe(true);
  expect(sayTheSame(`stop ${A.slice(0, 12)}`, `stop ${B.slice(0, 12)}`, 'engine', identities)).toBe(true);
  expect(sayTheSame(`${A} is up`, `${C} is up`, 'engine', identities)).toBe(false);
  expect(sayTheSame(`${A} is up`, `${B} is down`, 'engine', identities)).toBe(false);
});

it('finds every text the same as itself', () => {
  fc.assert(fc.property(fc.string(), (text) => sayTheSame(text, text, 'engine', new Identities())));
});
