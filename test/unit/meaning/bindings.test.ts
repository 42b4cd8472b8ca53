import { expect, it } from '@jest/globals';
import { Bindings } from '../../../src/meaning/bindings.ts';
import { bodyDifferences, headDifferences } from '../../../src/meaning/differences.ts';
import { meaningfulJson } from '../../../src/meaning/json.ts';
import type { RecordedNames } from '../../../src/meaning/recorded-names.ts';
import { headAsRecorded } from '../../../src/meaning/recorded-words.ts';
import { readHead } from '../../../src/meaning/request.ts';
import { VaryingPlaces, type VaryingRule } from '../../../src/meaning/varying.ts';
import { aRequest } from '../../support/interactions.ts';

const NONE: RecordedNames = { isEngineId: () => false, projects: new Map(), madeOfProject: new Map() };
const APP: RecordedNames = {
  isEngineId: (text) => ['0123456789ab', 'k9x2m4q1w8e7r5t3y6u0i2o4p'].some((id) => id.startsWith(text)),
  projects: new Map([['app', new Set(['web'])]]),
  madeOfProject: new Map([
    ['app-web-1', 'app'],
    ['app_default', 'app'],
  ]),
};

interface Asked {
  readonly target: string;
  readonly method?: string;
  readonly json?: unknown;
}

const CREATE = { method: 'POST', target: '/v1.41/containers/create' };
const head = (asked: Asked) => readHead(aRequest(asked));
const body = ({ json }: Asked) => {
  const data = json === undefined ? undefined : meaningfulJson(json as never);
  return data === undefined ? ({ kind: 'none' } as const) : ({ kind: 'json', data } as const);
};

class Table extends Bindings {
  constructor(names: RecordedNames = NONE, rules: readonly VaryingRule[] = []) {
    super(new VaryingPlaces(rules), () => names);
  }

  /** Binds what a live request needs to be the recorded one; gives it in short, or null. */
  meet(recorded: Asked, live: Asked): string[] | null {
    const [ofHead, ofBody] = [
      headDifferences(head(live), head(recorded), { anyVersion: false }),
      bodyDifferences(body(live), body(recorded)),
    ];
    const needed = ofHead && ofBody && this.explain([...ofHead, ...ofBody], head(recorded).operation?.id ?? '');
    if (!needed) return null;
    this.bind(needed);
    return needed.map(({ type, recorded, live }) => `${type} ${recorded} ${live}`);
  }
}

const named = (name: string, json: unknown = { Image: 'busybox' }) => ({
  method: 'POST',
  target: `/v1.41/containers/create?name=${name}`,
  json,
});
const inspect = (name: string) => ({ target: `/v1.41/containers/${name}/json` });

it('binds a name that was made up, and holds to it', () => {
  const table = new Table();
  expect(table.meet(named('td-91bc'), named('td-7f3a'))).toEqual(['name td-91bc td-7f3a']);
  expect(table.meet(inspect('td-91bc'), inspect('td-7f3a'))).toEqual([]);
  expect(table.meet(named('td-0000'), named('td-7f3a'))).toBeNull();
  expect(table.meet(named('td-91bc'), named('td-1111'))).toBeNull();
  expect(headAsRecorded(head(inspect('td-7f3a')), table)?.parameters.id).toBe('td-91bc');
  // The recorded name is taken: a client that has it by chance asks for something else.
  expect(headAsRecorded(head(inspect('td-91bc')), table)).toBeNull();
});

it('binds no names that somebody chose', () => {
  const table = new Table();
  expect(table.meet(named('web'), named('db'))).toBeNull();
  expect(table.meet(named('web-1'), named('web-2'))).toBeNull();
  expect(table.meet(named('td-91bc'), named('web'))).toBeNull();
});

it('binds none of the ids of the engine', () => {
  const table = new Table(APP);
  expect(table.meet(inspect('0123456789ab'), inspect('ba9876543210'))).toBeNull();
  expect(table.meet(inspect('a1'.repeat(32)), inspect('b2'.repeat(32)))).toBeNull();
  const secret = (id: string) => ({ target: `/v1.41/secrets/${id}` });
  expect(table.meet(secret('k9x2m4q1w8e7r5t3y6u0i2o4p'), secret('a9x2m4q1w8e7r5t3y6u0i2o4p'))).toBeNull();
  const image = (id: string) => ({ ...CREATE, json: { Image: `sha256:${id}` } });
  expect(table.meet(image('a1'.repeat(32)), image('b2'.repeat(32)))).toBeNull();
});

it('binds what varies in a body, each by its type', () => {
  const run = (uuid: string, id: string, time: string, directory: string) => ({
    ...CREATE,
    json: {
      Cmd: ['sh', '-c', `echo ${uuid} > ${directory}/out`],
      Env: [`ID=${id}`, 'A=1'],
      HostConfig: { Binds: [`${directory}:/mnt:rw`] },
      Labels: { run: time, id, keep: 'yes' },
    },
  });
  const recorded = run('0f0e0d0c-1111-4222-8333-444455556666', '4bc019e74b7046e0bd36042ad48f90ad', '1795493030', '/tmp/tmp.nYkkLOQpUc');
  const live = run('aaaaaaaa-1111-4222-8333-bbbbbbbbbbbb', '864ec9d1479c48588e0c6a3f22a1f1f6', '1795493032', '/tmp/tmp.VmtFQQYK52');
  expect(new Table().meet(recorded, live)?.sort()).toEqual([
    'id 4bc019e74b7046e0bd36042ad48f90ad 864ec9d1479c48588e0c6a3f22a1f1f6',
    'path /tmp/tmp.nYkkLOQpUc /tmp/tmp.VmtFQQYK52',
    'time 1795493030 1795493032',
    'uuid 0f0e0d0c-1111-4222-8333-444455556666 aaaaaaaa-1111-4222-8333-bbbbbbbbbbbb',
  ]);
});

it('binds nothing where a field more or another number is asked', () => {
  const table = new Table();
  const made = (json: unknown) => ({ ...CREATE, json });
  expect(table.meet(made({ Image: 'a' }), made({ Image: 'a', Tty: true }))).toBeNull();
  expect(table.meet(made({ HostConfig: { Memory: 1000 } }), made({ HostConfig: { Memory: 2000 } }))).toBeNull();
  expect(table.meet(made({ Cmd: ['sleep', '100'] }), made({ Cmd: ['sleep', '300'] }))).toBeNull();
  expect(table.meet(made({ Cmd: ['a', 'b'] }), made({ Cmd: ['a'] }))).toBeNull();
  expect(table.meet(made({ Tty: true }), made({ Tty: false }))).toBeNull();
  expect(table.isEmpty).toBe(true);
});

it('follows a bound name wherever a request has it', () => {
  const table = new Table();
  table.meet(named('td-91bc'), named('td-7f3a'));
  const exec = (name: string) => ({ method: 'POST', target: `/v1.41/containers/${name}/exec`, json: { Cmd: ['ping', '-c1', name] } });
  expect(table.meet(exec('td-91bc'), exec('td-7f3a'))).toEqual([]);
  expect(table.meet(exec('td-91bc'), { ...exec('td-7f3a'), json: { Cmd: ['ping', '-c1', 'td-7f3b'] } })).toBeNull();
});

it('knows what was made up once in other names, too', () => {
  const table = new Table();
  expect(table.meet(named('td-6d14fd3a'), named('td-4fa26268'))).toEqual(['name td-6d14fd3a td-4fa26268']);
  expect(table.meet(named('td-6d14fd3a-db', { Hostname: 'h-6d14fd3a' }), named('td-4fa26268-db', { Hostname: 'h-4fa26268' }))).toEqual([]);
  expect(table.outward.words('job 6d14fd3a of td-6d14fd3a, 6d14fd3ab, sha256:6d14fd3a0')).toBe(
    'job 4fa26268 of td-4fa26268, 6d14fd3ab, sha256:6d14fd3a0',
  );
  expect(headAsRecorded(head(inspect('x-4fa26268')), table)?.parameters.id).toBe('x-6d14fd3a');
});

it('takes no number and no word for a part that is made up', () => {
  const table = new Table();
  table.meet(named('td-1234567'), named('td-7654321'));
  expect(table.outward.words('1234567 of td-1234567')).toBe('1234567 of td-7654321');
});

const labels = (project: string, directory: string, hash: string) => ({
  'com.docker.compose.config-hash': hash,
  'com.docker.compose.project': project,
  'com.docker.compose.project.config_files': `${directory}/compose.yaml`,
  'com.docker.compose.project.working_dir': directory,
  'com.docker.compose.service': 'web',
});
const compose = (project: string, directory: string, hash: string) =>
  named(`${project}-web-1`, {
    HostConfig: { Binds: [`${directory}/src:/src:rw`], NetworkMode: `${project}_default` },
    Labels: labels(project, directory, hash),
    NetworkingConfig: { EndpointsConfig: { [`${project}_default`]: { Aliases: [`${project}-web-1`, 'web'] } } },
  });

it('follows the project of compose into another directory', () => {
  const table = new Table(APP);
  const [recorded, live] = [compose('app', '/home/me/app', 'a1'.repeat(32)), compose('shop', '/srv/shop', 'b2'.repeat(32))];
  expect(table.meet(recorded, live)).toEqual([
    'project app shop',
    `digest ${'a1'.repeat(32)} ${'b2'.repeat(32)}`,
    'directory /home/me/app /srv/shop',
  ]);
  expect(table.meet(inspect('app-web-1'), inspect('shop-web-1'))).toEqual([]);
  expect(table.meet(inspect('app-web-1'), inspect('web-1'))).toBeNull();
  expect(table.meet(inspect('app-armor'), inspect('shop-armor'))).toEqual(['name app-armor shop-armor']);
  expect(headAsRecorded(head(inspect('shop-web-1')), table)?.parameters.id).toBe('app-web-1');
});

it('takes the name that compose 1 first looks for, without its dashes, back when it says the right one', () => {
  const network = (name: string) => ({ target: `/v1.41/networks/${name}` });
  const table = new Table(APP);
  expect(table.meet(network('app_default'), network('mynewapp_default'))).toEqual(['project app mynewapp']);
  expect(table.meet(network('app_default'), network('my-new_app_default'))).toEqual(['project app my-new_app']);
  expect(table.meet(network('app_default'), network('other_default'))).toBeNull();
});

it('takes the name of a project from a name that compose made, before any label says it', () => {
  const network = (name: string) => ({ target: `/v1.41/networks/${name}` });
  expect(new Table(APP).meet(network('app_default'), network('shop_default'))).toEqual(['project app shop']);
  expect(new Table(APP).meet(network('app_other'), network('shop_other'))).toBeNull();
  const image = (name: string) => ({ target: `/v1.41/images/${name}/json` });
  expect(new Table(APP).meet(image('app-web'), image('shop-web'))).toEqual(['project app shop', 'name app-web shop-web']);
  expect(new Table(APP).meet(image('app-db'), image('shop-db'))).toBeNull();
  const list = (project: string) => ({
    target: `/v1.41/containers/json?filters=${encodeURIComponent(JSON.stringify({ label: { [`com.docker.compose.project=${project}`]: true } }))}`,
  });
  expect(new Table(NONE).meet(list('app'), list('shop'))).toEqual(['project app shop']);
});

it('lets anything stand where a rule of the user says so', () => {
  const rule: VaryingRule = { operation: 'ContainerCreate', place: 'body /Labels/build', types: ['any'] };
  const build = (text: string) => ({ ...CREATE, json: { Labels: { build: text } } });
  expect(new Table(NONE, [rule]).meet(build('one'), build('two'))).toEqual(['any one two']);
  expect(new Table(NONE).meet(build('one'), build('two'))).toBeNull();
});
