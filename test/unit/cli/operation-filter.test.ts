import { expect, it } from '@jest/globals';
import { operationFilter } from '../../../src/cli/operation-filter.ts';
import { someInteractions } from '../../support/interactions.ts';

const interactions = someInteractions({ target: '/_ping' }, { target: '/v1.41/containers/json' }, { target: '/nothing' });
const ids = (names: string[] | undefined) => interactions.filter(operationFilter(names)).map((interaction) => interaction.id);

it('keeps all without names, and those named in whatever case', () => {
  expect(ids(undefined)).toEqual([0, 1, 2]);
  expect(ids(['containerlist'])).toEqual([1]);
  expect(ids(['ContainerList', 'SystemPing'])).toEqual([0, 1]);
});

it('refuses a name that no operation has, and says which come near', () => {
  expect(() => ids(['ContainerLi'])).toThrow(expect.objectContaining({ code: 'TD_USAGE', hint: 'Perhaps ContainerList.' }));
  expect(() => ids(['zzz'])).toThrow(expect.objectContaining({ hint: expect.stringMatching(/^For example/) }));
});
