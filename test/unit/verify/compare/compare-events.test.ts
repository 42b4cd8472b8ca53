import { describe, expect, it } from '@jest/globals';
import { Identities } from '../../../../src/verify/identities.ts';
import { differencesOf, linesOf } from '../../../support/comparing.ts';
import { aStreamedOutcome } from '../../../support/interactions.ts';

const [WEB, LIVE_WEB] = ['a1', 'b1'].map((start) => start.padEnd(64, '0')) as [string, string];
const id = (start: string) => start.padEnd(64, '7');

/** An event of the container: what it does, and attributes. */
type Event = readonly [action: string, attributes?: Readonly<Record<string, string>>];

const created = (exec: string, command: string): Event => [`exec_create: ${command}`, { execID: id(exec) }];
const started = (exec: string, command: string): Event => [`exec_start: ${command}`, { execID: id(exec) }];
const ended = (exec: string, exitCode = '0'): Event => ['exec_die', { execID: id(exec), exitCode }];
const exec = (name: string, command: string, exitCode = '0'): Event[] => [
  created(name, command),
  started(name, command),
  ended(name, exitCode),
];
const probe = (name: string, exitCode = '0') => exec(name, '/bin/sh -c true', exitCode);

interface Session {
  readonly recorded: readonly Event[];
  readonly live: readonly Event[];
  /** Execs that the session made, recorded and live. */
  readonly execs?: Readonly<Record<string, string>>;
  readonly target?: string;
  /** Of the answer. */
  readonly date?: string;
}

async function drift({ recorded, live, execs = {}, target = '/v1.41/events', date }: Session): Promise<string[]> {
  const identities = new Identities();
  identities.bind('id', WEB, LIVE_WEB);
  for (const [was, is] of Object.entries(execs)) identities.bind('id', id(was), id(is));
  const own = {
    isRecorded: (text: string) => text === WEB || Object.keys(execs).some((name) => text === id(name)),
    isLive: (text: string) => text === LIVE_WEB || Object.values(execs).some((name) => text === id(name)),
  };
  const said = (container: string, events: readonly Event[]) =>
    aStreamedOutcome({
      ...(date === undefined ? {} : { headers: [['Date', date]] as const }),
      chunks: events.map(([action, attributes = {}], index) => {
        const event = { status: action, id: container, Type: 'container', Action: action, time: index };
        return `${JSON.stringify({ ...event, Actor: { ID: container, Attributes: { name: 'web', ...attributes } } })}\n`;
      }),
    });
  return linesOf(await differencesOf({ target, comparison: { identities, own } }, said(WEB, recorded), said(LIVE_WEB, live)));
}

describe('the end of a process', () => {
  const execs = { 1: '6', 2: '8' };

  it('is behind its start, and in no order with what requests bring about', async () => {
    const recorded: Event[] = [['create'], ['start'], ...exec('1', 'true'), ['archive-path'], ['kill'], ['die'], ['destroy']];
    const late: Event[] = [
      ['create'],
      ['start'],
      created('6', 'true'),
      started('6', 'true'),
      ['archive-path'],
      ended('6'),
      ['die'],
      ['kill'],
      ['destroy'],
    ];
    expect(await drift({ recorded, live: late, execs })).toEqual([]);
    const early: Event[] = [['create'], ['start'], ['archive-path'], ...exec('6', 'true'), ['kill'], ['die'], ['destroy']];
    expect(await drift({ recorded, live: early, execs })).toEqual([
      'changed order: SystemEvents: events of container web come as create, start, archive-path, exec_create, exec_start, exec_die, kill, die, destroy; they came as create, start, exec_create, exec_start, exec_die, archive-path, kill, die, destroy',
    ]);
  });

  it('may lie behind the start of the next one, and belongs to its own', async () => {
    const recorded: Event[] = [...exec('1', 'true'), ...exec('2', 'false', '1')];
    const live: Event[] = [
      created('6', 'true'),
      started('6', 'true'),
      created('8', 'false'),
      started('8', 'false'),
      ended('8', '1'),
      ended('6'),
    ];
    expect(await drift({ recorded, live, execs })).toEqual([]);
  });

  it('counts by how it ended', async () => {
    const [recorded, live] = [exec('1', 'true'), exec('6', 'true', '3')];
    expect(await drift({ recorded, live, execs })).toEqual([
      'changed value: SystemEvents: [2].Actor.Attributes.exitCode is "3", it was "0"',
    ]);
  });

  it('is missed', async () => {
    const recorded: Event[] = [['start'], ...exec('1', 'true'), ['die']];
    expect(await drift({ recorded, live: [['start'], ...exec('6', 'true')], execs })).toHaveLength(1);
    expect(await drift({ recorded, live: [['start'], created('6', 'true'), started('6', 'true'), ['die']], execs })).toHaveLength(1);
    expect(await drift({ recorded, live: [['start'], ['die']], execs })).toEqual([
      'changed content: SystemEvents: events of container web are start, die; they were start, exec_create, exec_start, exec_die, die',
    ]);
  });
});

it('holds execs against each other by their ids, and says the command that is another', async () => {
  const execs = { 1: '6', 2: '8' };
  const recorded: Event[] = [...exec('1', 'nslookup www'), ...exec('2', 'true')];
  expect(await drift({ recorded, live: [...exec('8', 'true'), ...exec('6', 'nslookup www')], execs })).toEqual([]);
  expect(await drift({ recorded, live: [...exec('6', 'nslookup web'), ...exec('8', 'true')], execs })).toEqual(
    ['status', 'Action']
      .flatMap((field) => [`changed value: SystemEvents: [0].${field} is "exec_create: nslookup web", it was "exec_create: nslookup www"`])
      .concat(
        ['status', 'Action'].map(
          (field) => `changed value: SystemEvents: [1].${field} is "exec_start: nslookup web", it was "exec_start: nslookup www"`,
        ),
      ),
  );
});

describe('the health of a container', () => {
  const execs = { 1: '6' };
  const healthy: Event = ['health_status: healthy'];
  const unhealthy: Event = ['health_status: unhealthy'];

  it('is probed as often as there is time for, whatever happens in between', async () => {
    const recorded: Event[] = [['create'], ['start'], ...exec('1', 'true'), ...probe('c1'), healthy, ...probe('c2'), ...probe('c3')];
    const live: Event[] = [
      ['create'],
      ['start'],
      created('6', 'true'),
      created('d1', '/bin/sh -c true'),
      started('6', 'true'),
      started('d1', '/bin/sh -c true'),
      ended('6'),
      ended('d1'),
      healthy,
    ];
    expect(await drift({ recorded, live, execs })).toEqual([]);
    expect(await drift({ recorded, live: [['create'], ['start'], ...exec('6', 'true')], execs })).toEqual([]);
    expect(await drift({ recorded: live, live: recorded, execs: { 6: '1' } })).toEqual([]);
  });

  it('does not hide that an exec of the session is missing, or fails', async () => {
    const recorded: Event[] = [['start'], ...exec('1', 'true'), ...probe('c1'), healthy];
    expect(await drift({ recorded, live: [['start'], ...probe('d1'), healthy, ...probe('d2')], execs })).toHaveLength(1);
    expect(await drift({ recorded, live: [['start'], ...probe('d1'), healthy, ...exec('6', 'true', '1')], execs })).toHaveLength(1);
  });

  it('counts by what is probed, and by the states that it comes to', async () => {
    const recorded: Event[] = [['start'], ...probe('c1', '1'), ...probe('c2'), healthy];
    expect(await drift({ recorded, live: [['start'], ...exec('d1', 'CMD-SHELL true')] })).toHaveLength(4);
    expect(await drift({ recorded, live: [['start'], ...probe('d1', '1'), ...probe('d2', '1'), unhealthy] })).toEqual([
      'changed value: SystemEvents: container web becomes unhealthy, it became healthy',
    ]);
    expect(await drift({ recorded, live: [['start'], ...probe('d1'), ...probe('d2')] })).toEqual([
      'breaking gone: SystemEvents: container web no longer says that it is healthy',
    ]);
    expect(await drift({ recorded: [...recorded, unhealthy], live: [['start'], unhealthy] })).toEqual([]);
  });
});

it('takes the event of a read that was asked again for one, and misses it where there is none', async () => {
  const recorded: Event[] = [['start'], ['archive-path'], ['archive-path'], ['kill']];
  expect(await drift({ recorded, live: [['start'], ...Array(5).fill(['archive-path']), ['kill']] })).toEqual([]);
  expect(await drift({ recorded, live: [['start'], ['archive-path'], ['kill']] })).toHaveLength(1);
  expect(await drift({ recorded: [['start'], ['kill']], live: [['start'], ['archive-path'], ['kill']] })).toHaveLength(1);
});

it('compares each thread as far as the window of the question reaches', async () => {
  const execs = { 1: '6' };
  const recorded: Event[] = [['create'], ['start'], ...exec('1', 'true'), ['die']];
  const target = '/v1.41/events?since=1700000000&until=1700000009';
  expect(await drift({ recorded, live: recorded.slice(1).map(toLive), execs, target })).toEqual([]);
  expect(await drift({ recorded, live: recorded.slice(0, -1).map(toLive), execs, target })).toHaveLength(1);
});

it('leaves open what came in the second in which the question was asked, where it asks up to its beginning', async () => {
  const execs = { 1: '6' };
  const live: Event[] = [['create'], ['start'], created('6', 'true'), started('6', 'true')];
  // Events come at the seconds 0, 1, 2, …
  const asked = (until: number, date = '1970-01-01T00:00:09Z') => ({
    target: `/v1.41/events?since=0&until=${until}`,
    date: new Date(date).toUTCString(),
  });
  const recorded = [...live.slice(0, 2), created('1', 'true')];
  expect(await drift({ recorded, live, execs, ...asked(3) })).toEqual([]);
  expect(
    await drift({
      recorded: live.map(([action, rest]): Event => (rest === undefined ? [action] : [action, { ...rest, execID: id('1') }])),
      live: live.slice(0, 3),
      execs,
      ...asked(3),
    }),
  ).toEqual([]);
  // It was no part of the last second, the second was to come yet, or it is said to a fraction.
  expect(await drift({ recorded, live, execs, ...asked(5) })).toHaveLength(1);
  expect(await drift({ recorded, live, execs, ...asked(3, '1970-01-01T00:00:02Z') })).toHaveLength(1);
  expect(await drift({ recorded, live, execs, ...asked(3.5) })).toHaveLength(1);
});

function toLive([action, attributes]: Event): Event {
  return attributes === undefined ? [action] : [action, { ...attributes, execID: id('6') }];
}
