import { expect, it } from '@jest/globals';
import type { ExchangeEvent, RedactionNote } from '../../../src/cassette/exchange.ts';
import { type JournalSink, Recorder } from '../../../src/record/recorder.ts';
import { anExchange } from '../../support/exchange-events.ts';

/** A recorder whose journal only notes, and whose turns end when the test says so. */
function aRecorder(journal: Partial<JournalSink> = {}) {
  const log: string[] = [];
  const deferred: (() => void)[] = [];
  const errors: unknown[] = [];
  const recorder = new Recorder({
    journal: { event: (event) => log.push(event.kind), commit: () => log.push('commit'), ...journal },
    redact: (next) => ({ event: next }),
    defer: (flush) => deferred.push(flush),
    onIncomplete: (error) => errors.push(error),
  });
  const endTurn = () => {
    for (const flush of deferred.splice(0)) flush();
  };
  return { recorder, log, errors, endTurn, deferred };
}

const [request, requestEnd] = anExchange() as [ExchangeEvent, ExchangeEvent];

it('lets bytes go to the client only when what came before is in the journal, once for a turn', () => {
  const { recorder, log, endTurn, deferred } = aRecorder();
  recorder.event(request);
  recorder.beforeClient(() => log.push('first'));
  recorder.event(requestEnd);
  recorder.beforeClient(() => log.push('second'));
  expect(log).toEqual(['request', 'request-end']);
  expect(deferred).toHaveLength(1);
  endTurn();
  expect(log).toEqual(['request', 'request-end', 'commit', 'first', 'second']);
});

it('commits what nobody waits for at the end of the turn too', () => {
  const { recorder, log, endTurn } = aRecorder();
  recorder.event(request);
  endTurn();
  expect(log).toEqual(['request', 'commit']);
});

it('starts a turn anew for what a release brings about', () => {
  const { recorder, log, endTurn } = aRecorder();
  recorder.beforeClient(() => {
    recorder.event(request);
    recorder.beforeClient(() => log.push('released'));
  });
  endTurn();
  expect(log).toEqual(['commit', 'request']);
  endTurn();
  expect(log).toEqual(['commit', 'request', 'commit', 'released']);
});

it('stops once and aloud when the disk refuses, and never keeps the client waiting', () => {
  const full = new Error('ENOSPC');
  const { recorder, log, errors, endTurn } = aRecorder({
    commit: () => {
      throw full;
    },
  });
  recorder.event(request);
  recorder.beforeClient(() => log.push('first'));
  endTurn();
  recorder.event(requestEnd);
  recorder.beforeClient(() => log.push('second'));
  endTurn();
  expect(log).toEqual(['request', 'first', 'second']);
  expect(errors).toEqual([full]);
});

it('stops likewise when an event cannot be taken over', () => {
  const { recorder, log, errors, endTurn } = aRecorder({
    event: () => {
      throw new Error('EIO');
    },
  });
  recorder.event(request);
  recorder.event(requestEnd);
  recorder.beforeClient(() => log.push('released'));
  endTurn();
  expect(log).toEqual(['released']);
  expect(errors).toHaveLength(1);
});

it('journals what the filter makes of an event, notes and all', () => {
  const heard: (ExchangeEvent | RedactionNote)[] = [];
  const recorder = new Recorder({
    journal: { event: (event) => heard.push(event), commit: () => {} },
    redact: (next) => ({
      event: (event) => {
        next({ ...event, at: 99 });
        next({ kind: 'redaction', at: 99, connection: 0, exchange: 0, pointer: '/request/headers/0', rule: 'test' });
      },
    }),
    defer: () => {},
    onIncomplete: () => {},
  });
  recorder.event(request);
  expect(heard.map(({ kind, at }) => [kind, at])).toEqual([
    ['request', 99],
    ['redaction', 99],
  ]);
});
