import { expect, it } from '@jest/globals';
import { COLOURS, NO_COLOURS } from '../../../src/report/colours.ts';
import { infoText, SessionTable, sessionText } from '../../../src/report/session-text.ts';
import {
  aHijackedOutcome,
  anInfo,
  anInteraction,
  aStreamedOutcome,
  aWholeOutcome,
  CLIENT_FIN,
  someInteractions,
} from '../../support/interactions.ts';

const ID = `${'c0ffee'.repeat(10)}abcd`;

const SESSION = someInteractions(
  { method: 'HEAD', target: '/_ping', outcome: aWholeOutcome() },
  {
    method: 'POST',
    target: '/v1.41/containers/create',
    json: { Image: 'busybox' },
    outcome: aWholeOutcome({ status: 201, json: { Id: ID } }),
  },
  {
    method: 'POST',
    target: `/v1.41/containers/${ID}/attach?stream=1`,
    connection: 1,
    outcome: aHijackedOutcome({ chunks: [{ channel: 'stdout', bytes: 'hi\n' }, { from: 'client', bytes: 'x' }, CLIENT_FIN], seq: 22 }),
  },
  { method: 'GET', target: '/v1.41/events', connection: 2, outcome: aStreamedOutcome({ chunks: ['{}\n'], seq: 32, end: 'client-left' }) },
  {
    method: 'GET',
    target: '/nothing',
    outcome: { kind: 'failed', interim: [], reason: 'upstream-closed', detail: '', partial: { encoding: 'text', data: '' } },
  },
);

it('shows a session as a table', () => {
  expect(sessionText(SESSION, NO_COLOURS)).toBe(
    [
      'ID    TIME  CONN  OPERATION        REQUEST                                              STATUS  SENT  RECEIVED  END',
      ' 0  0.000s     0  SystemPingHead   HEAD /_ping                                          200                     finished',
      ' 1  0.010s     0  ContainerCreate  POST /v1.41/containers/create                        201     19 B      74 B  finished',
      ' 2  0.020s     1  ContainerAttach  POST /v1.41/containers/c0ffeec0ffee/attach?stream=1  101      1 B       3 B  finished, hijacked, 2 pieces, 0.003s',
      ' 3  0.030s     2  SystemEvents     GET /v1.41/events                                    200                3 B  client left, streamed, 1 piece, 0.003s',
      ' 4  0.040s     0  –                GET /nothing                                         –                       failed: upstream closed',
      '',
    ].join('\n'),
  );
});

it('never lets a recorded target write to the terminal', () => {
  expect(sessionText([anInteraction({ target: '/\u001b[2J' })], COLOURS)).not.toContain('\u001b[2J');
});

it('puts rows that come later under the same columns', () => {
  const table = new SessionTable([], NO_COLOURS);
  expect(table.row(anInteraction({ id: 7 })).indexOf('ContainerList')).toBe(table.title().indexOf('OPERATION'));
});

it('says what is known of the recording, and what is wrong with it', () => {
  const info = anInfo({
    complete: false,
    warnings: ['the disk was full'],
    redactions: [{ interaction: 0, pointer: '/request/headers/1', rule: 'x' }],
  });
  expect(infoText(info, 1, NO_COLOURS)).toBe(
    [
      'hello  1 interaction  incomplete',
      'recorded 2026-01-02T03:04:05.678Z with docker-tapedeck/0.1.0',
      'engine Docker 20.10.24, linux/amd64, API up to 1.41',
      'API 1.41 was spoken',
      '1 secret replaced by placeholders',
      'warning: the disk was full',
      '',
    ].join('\n'),
  );
  expect(infoText(anInfo({ engine: null, apiVersion: null }), 0, NO_COLOURS)).toContain('engine unknown\n');
});
