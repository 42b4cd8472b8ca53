import { expect, it } from '@jest/globals';
import { sessionRow } from '../../../src/report/session.ts';
import { aHijackedOutcome, anInteraction, CLIENT_FIN } from '../../support/interactions.ts';

it('counts the bytes of body and stream on either side, and pieces without half-closes', () => {
  const outcome = aHijackedOutcome({ chunks: ['12345', { from: 'client', bytes: 'abc' }, CLIENT_FIN] });
  expect(sessionRow(anInteraction({ id: 3, connection: 1, method: 'POST', target: '/exec/a/start', json: {}, outcome }))).toEqual({
    id: 3,
    operation: 'ExecStart',
    connection: 1,
    method: 'POST',
    target: '/exec/a/start',
    status: 101,
    kind: 'hijacked',
    end: 'finished',
    started: 30,
    ended: 33,
    sent: 2 + 3,
    received: 5,
    pieces: 2,
  });
});

it('counts every piece of a run that a file holds', () => {
  const base = aHijackedOutcome();
  if (base.kind !== 'hijacked') throw new Error('hijacked');
  const body = { encoding: 'file', sha256: 'ab'.repeat(32), extension: '.bin', offset: 0, bytes: 70_000 } as const;
  const outcome = { ...base, chunks: [{ seq: 3, from: 'engine', body, sizes: [[32_000, 2], 6000] }] } as const;
  expect(sessionRow(anInteraction({ method: 'POST', target: '/containers/a/attach', outcome }))).toMatchObject({
    received: 70_000,
    pieces: 3,
  });
});
