import { expect, it } from '@jest/globals';
import { editedParts } from '../../../src/cassette/edits.ts';
import type { Interaction, RawHeaders } from '../../../src/cassette/types.ts';
import { aHijackedOutcome, anInteraction, aRequest, aStreamedOutcome, aWholeOutcome } from '../../support/interactions.ts';

const CHUNKED: RawHeaders = [['Transfer-Encoding', 'chunked']];

function answer(parts: object, extra: object = {}): Interaction {
  return anInteraction({ outcome: { ...aWholeOutcome(parts), ...extra } as Interaction['outcome'] });
}

it.each<[string, Interaction]>([
  ['a plain answer', answer({ json: { a: 1 } })],
  ['a chunked one', answer({ headers: CHUNKED, body: 'abc' }, { chunked: { sizes: [1, 2] } })],
  ['a stream', anInteraction({ outcome: aStreamedOutcome({ chunks: ['a'] }) })],
  ['a hijack', anInteraction({ outcome: aHijackedOutcome({ chunks: ['a'] }) })],
  [
    'an answer to HEAD',
    anInteraction({ method: 'HEAD', target: '/_ping', outcome: aWholeOutcome({ headers: [['Content-Length', '2']] }) }),
  ],
  ['an answer that was cut', answer({ headers: [['Content-Length', '9']], body: 'abc', end: 'engine-died' })],
  [
    'a body that was never finished',
    anInteraction({ request: { ...aRequest({ headers: [['Content-Length', '9']], body: 'abc' }), end: 'cut-off' } }),
  ],
])('says nothing of %s as it was recorded', (_, interaction) => {
  expect(editedParts(interaction)).toEqual([]);
});

it.each<[string, Interaction]>([
  ['answer: Content-Length 2 is sent as 3, the length of the body', answer({ headers: [['Content-Length', '2']], body: 'abc' })],
  [
    'answer: the chunk sizes come to 2 bytes, the body has 3; the last chunk takes the difference',
    answer({ headers: CHUNKED, body: 'abc' }, { chunked: { sizes: [2] } }),
  ],
  [
    'answer: it has chunk sizes, but no Transfer-Encoding: chunked; it is sent without',
    answer({ headers: [['Content-Length', '3']], body: 'abc' }, { chunked: { sizes: [3] } }),
  ],
  ['answer: it has a body, but none may follow a 204; it is not sent', answer({ status: 204, headers: [], body: 'abc' })],
  ['request: Content-Length 3 is added', anInteraction({ request: aRequest({ headers: [], body: 'abc' }) })],
  [
    "request: rawHead says something else than the head's parts; it is not used",
    anInteraction({ request: { ...aRequest({ headers: [] }), rawHead: Buffer.from('GET /old HTTP/1.1\r\n\r\n').toString('base64') } }),
  ],
  [
    'answer: Content-Length 1 is sent as 2, the length of the body',
    anInteraction({ outcome: aStreamedOutcome({ headers: [['Content-Length', '1']], chunks: ['a', 'b'] }) }),
  ],
])('says: %s', (sentence, interaction) => {
  expect(editedParts(interaction)).toEqual([sentence]);
});
