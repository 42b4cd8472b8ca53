import { expect, it } from '@jest/globals';
import { Bindings } from '../../../src/meaning/bindings.ts';
import { bodyDifferences, headDifferences } from '../../../src/meaning/differences.ts';
import { meaningfulJson } from '../../../src/meaning/json.ts';
import type { RecordedNames } from '../../../src/meaning/recorded-names.ts';
import { headAsRecorded } from '../../../src/meaning/recorded-words.ts';
import { readHead } from '../../../src/meaning/request.ts';
import { VaryingPlaces, type VaryingRule } from '../../../src/meaning/varying.ts';
import { aRequest } from '../../support/interactions.ts';

const NONE: RecordedNames = { isEngineId: () => false, projects: new Map(), madeOfProject: new Map(), given: new Set() };
const APP: RecordedNames = {
  isEngineId: (text) => ['0123456789ab', 'k9x2m4q1w8e7r5t3y6u0i2o4p'].some((id) => id.startsWith(text)),
  projects: new Map([['app', new Set(['web'])]]),
  madeOfProject: new Map([
    ['app-web-1', 'app'],
    ['app_default', 'app'],
  ]),
  given: new Set(),
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

it.each([
  ['web100', 'db200'],
  ['worker-001', 'worker-002'],
  ['31337', '8668'],
])('binds no name whose number was chosen: %s and %s', (recorded, live) => {
  expect(new Table().meet(named(recorded), named(live))).toBeNull();
});

const filtered = (filter: string, value: string) => ({
  target: `/v1.41/containers/json?filters=${encodeURIComponent(JSON.stringify({ [filter]: { [value]: true } }))}`,
});
const image = (Image: string) => ({ ...CREATE, json: { Image } });
const labelled = (text: string) => ({ ...CREATE, json: { Image: 'busybox', Labels: { v: text } } });
const buildArgument = (text: string) => ({
  method: 'POST',
  target: `/v1.41/build?buildargs=${encodeURIComponent(JSON.stringify({ PORT: text }))}`,
});

it.each([
  ['the version of an image', image('rev4sdk:8.0.100'), image('rev4sdk:8.0.204')],
  ['the tag of an image', image('app:v345'), image('app:v999')],
  ['an image with a number in its name', image('app-31337'), image('app-8668')],
  ['the port of a registry', image('localhost:5000/app'), image('localhost:5001/app')],
  ['a published port', filtered('publish', '8080'), filtered('publish', '9090')],
  ['an exit code', filtered('exited', '137'), filtered('exited', '143')],
  ['a name in a filter', filtered('name', 'app-31337'), filtered('name', 'app-8668')],
  ['a label in a filter', filtered('label', 'v=app-31337'), filtered('label', 'v=app-8668')],
  ['a name in a path', inspect('app-31337'), inspect('app-8668')],
  ['a version in a label', labelled('1.2.345'), labelled('1.2.999')],
  ['a version with a letter in a label', labelled('v1.2.345'), labelled('v1.2.999')],
  ['a port in a label', labelled('8080'), labelled('9090')],
  ['an argument of a build', buildArgument('8080'), buildArgument('9090')],
  ['an argument of a build, with a word', buildArgument('app-8080'), buildArgument('app-9090')],
])('binds no number in %s', (_, recorded, live) => {
  expect(new Table().meet(recorded, live)).toBeNull();
});

const volume = (name: string) => ({ method: 'POST', target: '/v1.41/volumes/create', json: { Name: name } });
const network = (name: string) => ({ method: 'POST', target: '/v1.41/networks/create', json: { Name: name } });
const tagged = (repo: string, tag: string) => ({ method: 'POST', target: `/v1.41/images/busybox/tag?repo=${repo}&tag=${tag}` });
const built = (name: string) => ({ method: 'POST', target: `/v1.41/build?t=${name}` });

it.each([
  ['a container', named('app-31337'), named('app-8668')],
  ['a network', network('app-31337-net'), network('app-8668-net')],
  ['a volume', volume('app_1700000000'), volume('app_1700000042')],
  ['an image', tagged('app-31337', 'v1'), tagged('app-8668', 'v1')],
  ['a tag', tagged('app', 'run31337'), tagged('app', 'run8668')],
  ['an image that is built', built('app-31337:v1'), built('app-8668:v1')],
  ['a label', labelled('app-31337'), labelled('app-8668')],
])('binds a number beside a word where a client gives a name to %s', (_, recorded, live) => {
  expect(new Table().meet(recorded, live)).toHaveLength(1);
});

it('follows a number into a reference once it is bound', () => {
  const table = new Table();
  table.meet(tagged('app', '1700000000'), tagged('app', '1700000042'));
  table.meet(tagged('app-31337', 'run31337'), tagged('app-8668', 'run8668'));
  expect(table.meet(image('app-31337:run31337'), image('app-8668:run8668'))).toEqual([]);
  expect(table.meet(image('app:1700000000'), image('app:1700000042'))).toEqual(['name 1700000000 1700000042']);
  expect(table.meet(inspect('app-31337'), inspect('app-8668'))).toEqual([]);
  expect(table.meet(inspect('app-31338'), inspect('app-8669'))).toBeNull();
});

it('binds a number where a name is referred to before it is given', () => {
  const remove = (name: string) => ({ method: 'DELETE', target: `/v1.41/containers/${name}?force=1` });
  const table = new Table({ ...NONE, given: new Set(['app-31337']) });
  expect(table.meet(remove('app-31337'), remove('app-8668'))).toEqual(['name app-31337 app-8668']);
  expect(table.meet(named('app-31337'), named('app-8668'))).toEqual([]);
  expect(new Table().meet(remove('app-31337'), remove('app-8668'))).toBeNull();
});

it('knows the number of a bound name, with the word before it, wherever it stands', () => {
  const table = new Table();
  expect(table.meet(network('app-31452-net'), network('app-8668-net'))).toEqual(['name app-31452-net app-8668-net']);
  const run = (n: string) =>
    named(`${n}-web`, {
      Cmd: ['sh', '-c', `echo http://${n}-db:80/a?b=${n} ${n}.local /tmp/${n} ${n}_x ${n}-${n} my-${n}`],
      Env: [`DB_HOST=${n}-db`],
      HostConfig: { NetworkMode: `${n}-net` },
      Image: 'busybox',
    });
  expect(table.meet(run('app-31452'), run('app-8668'))).toEqual([]);
  expect(table.outward.words('app-31452-web of app-31452, app-314520, xapp-31452, 31452')).toBe(
    'app-8668-web of app-8668, app-314520, xapp-31452, 31452',
  );
  expect(headAsRecorded(head(inspect('app-8668-db')), table)?.parameters.id).toBe('app-31452-db');
});

it('binds nothing by the numbers of variables and commands alone', () => {
  const run = (n: string) => ({ ...CREATE, json: { Cmd: ['echo', n], Env: [`N=${n}`] } });
  expect(new Table().meet(run('app-31452'), run('app-8668'))).toBeNull();
  expect(new Table().meet(run('31452'), run('8668'))).toBeNull();
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
