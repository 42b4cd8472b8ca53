import { expect, it } from '@jest/globals';
import type { Outcome } from '../../../src/cassette/types.ts';
import { answerJson, answerKey, bodyJson } from '../../../src/meaning/answer.ts';
import { aBody, aStreamedOutcome, aWholeOutcome, someFiles } from '../../support/interactions.ts';

const dated = (date: string, body: string): Outcome => aWholeOutcome({ headers: [['Date', date]], body });

it('gives one key to answers that say the same at another time', () => {
  expect(answerKey(dated('Mon', '{"a":1}'))).toBe(answerKey(dated('Tue', '{"a":1}')));
});

it.each<[string, Outcome]>([
  ['body', aWholeOutcome({ body: 'b' })],
  ['status', aWholeOutcome({ status: 404, body: 'a' })],
  ['headers', aWholeOutcome({ headers: [['X-Docker-Container-Path-Stat', 'e30=']], body: 'a' })],
  ['end', aWholeOutcome({ body: 'a', end: 'engine-died' })],
  ['kind', aStreamedOutcome({ chunks: ['a'] })],
])('tells answers apart by their %s', (_, other) => {
  expect(answerKey(other)).not.toBe(answerKey(aWholeOutcome({ body: 'a' })));
});

it('tells streams apart by what was said on which channel', () => {
  const said = (channel: 'stdout' | 'stderr', bytes: string) => answerKey(aStreamedOutcome({ chunks: [{ channel, bytes }] }));
  expect(new Set([said('stdout', 'a'), said('stderr', 'a'), said('stdout', 'b')]).size).toBe(3);
});

it('reads the JSON of a body in whatever form it was kept', () => {
  const file = { encoding: 'file', sha256: 'f', extension: '.bin', offset: 0, bytes: 7 } as const;
  const files = someFiles({ f: Buffer.from('{"a":1}') });
  for (const body of [aBody('{"a":1}'), aBody('{ "a": 1 }'), file]) expect(bodyJson(body, files)).toEqual({ a: 1 });
  for (const text of ['', 'OK', '{broken', '"a"']) expect(bodyJson(aBody(text), files)).toBeUndefined();
  expect(answerJson(aStreamedOutcome(), files)).toBeUndefined();
});
