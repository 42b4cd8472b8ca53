import { expect, it } from '@jest/globals';
import { readRecordedNames } from '../../../src/meaning/recorded-names.ts';
import { aWholeOutcome, someFiles, someInteractions } from '../../support/interactions.ts';

const ID = '4f66ad9a'.repeat(8);
const of = (kind: string, name: string) => ({ 'com.docker.compose.project': 'app', [`com.docker.compose.${kind}`]: name });
const list = (answer: unknown) => ({ target: '/v1.41/containers/json', outcome: aWholeOutcome({ json: answer }) });
const names = (...interactions: Parameters<typeof someInteractions>) => readRecordedNames(someInteractions(...interactions), someFiles());

it('knows the ids that the engine gave, and what starts like one', () => {
  const known = names(list([{ Id: ID, ImageID: 'sha256:aa' }]), {
    target: '/v1.41/images/busybox/json',
    outcome: aWholeOutcome({ json: { Id: `sha256:${'bc'.repeat(32)}` } }),
  });
  expect(known.isEngineId(ID)).toBe(true);
  expect(known.isEngineId(ID.slice(0, 12))).toBe(true);
  expect(known.isEngineId('bcbcbcbcbcbc')).toBe(true);
  expect(known.isEngineId('4f66ad9b')).toBe(false);
  expect(known.isEngineId('web')).toBe(false);
});

it('does not take what a client sent for an id of the engine', () => {
  expect(names({ method: 'POST', target: '/v1.41/containers/create', json: { Id: ID } }).isEngineId(ID)).toBe(false);
});

it('learns names that compose made of a project, from the labels beside them', () => {
  const { madeOfProject, projects } = names(
    list([
      { Names: ['/app-web-1', '/app-other'], Labels: of('service', 'web') },
      { Names: ['/app-web'], Labels: of('service', 'web') },
      { Names: ['/app_db_run_0b2fc560acea'], Labels: of('service', 'db') },
      { Names: ['/appendix-1'], Labels: of('service', 'endix') },
      { Names: ['/app-alone-1'], Labels: {} },
    ]),
    { method: 'POST', target: '/v1.41/networks/create', json: { Name: 'app_default', Labels: of('network', 'default') } },
    { method: 'POST', target: '/v1.41/volumes/create', json: { Name: 'app-shared', Labels: of('volume', 'shared') } },
    { method: 'POST', target: '/v1.41/containers/create?name=app-cache-2', json: { Labels: of('service', 'cache') } },
    {
      target: '/v1.41/containers/x/json',
      outcome: aWholeOutcome({ json: { Name: '/app-queue-1', Config: { Labels: of('service', 'queue') } } }),
    },
  );
  expect([...madeOfProject.keys()]).toEqual(['app-web-1', 'app_db_run_0b2fc560acea', 'app_default', 'app-cache-2', 'app-queue-1']);
  expect([...(projects.get('app') ?? [])]).toEqual(['web', 'db', 'endix', 'cache', 'queue']);
});

it('knows the names that a client gives, not those that it refers to', () => {
  const { given } = names(
    { method: 'DELETE', target: '/v1.41/containers/app-1?force=1' },
    { method: 'POST', target: '/v1.41/containers/create?name=app-2&platform=', json: { Image: 'busybox' } },
    { method: 'POST', target: '/v1.41/containers/app-2/rename?name=app-3' },
    { method: 'POST', target: '/networks/create', json: { Name: 'app-4' } },
    { method: 'POST', target: '/v1.41/volumes/create', json: { Name: 'app-5' } },
    { method: 'POST', target: '/v1.41/plugins/create?name=app-6', json: { Name: 'app-7' } },
    list([{ Name: 'app-8', Names: ['/app-9'] }]),
  );
  expect([...given].sort()).toEqual(['app-2', 'app-3', 'app-4', 'app-5']);
});
