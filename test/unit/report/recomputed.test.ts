import { expect, it } from '@jest/globals';
import { recomputed } from '../../../src/report/recomputed.ts';
import { anInteraction, aRequest, aWholeOutcome } from '../../support/interactions.ts';

const chunked = { kind: 'whole', interim: [], end: 'finished' } as const;

it('says nothing of an interaction as it was recorded', () => {
  expect(recomputed(anInteraction({ method: 'POST', target: '/v1.41/containers/create', json: { a: 1 } }))).toEqual([]);
});

it('takes the length of an answer to HEAD, of 204 and of 304 for what it is: no promise of a body', () => {
  const outcome = (status: number) => aWholeOutcome({ status, headers: [['Content-Length', '61']] });
  expect(recomputed(anInteraction({ method: 'HEAD', target: '/v1.41/containers/a/archive', outcome: outcome(404) }))).toEqual([]);
  expect(recomputed(anInteraction({ outcome: outcome(304) }))).toEqual([]);
});

it('takes what was cut off for what it is', () => {
  const request = { ...aRequest({ body: 'ab', headers: [['Content-Length', '99']] }), end: 'cut-off' } as const;
  const outcome = aWholeOutcome({ headers: [['Content-Length', '99']], body: 'ab', end: 'engine-died' });
  expect(recomputed(anInteraction({ request, outcome }))).toEqual([]);
});

it('compares chunks with the body they were cut from', () => {
  const head = { status: 200, reason: 'OK', version: 'HTTP/1.1', headers: [['Transfer-Encoding', 'chunked']] as const };
  const body = { encoding: 'text', data: 'hello' } as const;
  expect(recomputed(anInteraction({ outcome: { ...chunked, head, body, chunked: { sizes: [2, 3] } } }))).toEqual([]);
  expect(recomputed(anInteraction({ outcome: { ...chunked, head, body, chunked: { sizes: [[2, 2]] } } }))).toEqual([
    'the chunks of the answer come to 4 bytes, its body has 5: it is cut anew',
  ]);
});
