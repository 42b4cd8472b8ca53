import { expect, it } from '@jest/globals';
import { bindingText, readBindingRules } from '../../../src/cli/binding-rules.ts';
import { VARYING_TYPES } from '../../../src/meaning/varying.ts';

const values = { exact: false, explain: false };

it.each([
  ['ContainerCreate body /Labels/build any', { operation: 'ContainerCreate', place: 'body /Labels/build', types: ['any'] }],
  ['* query name uuid', { operation: '*', place: 'query name', types: ['uuid'] }],
  ['BuildKitGrpc build build-arg:PORT any', { operation: 'BuildKitGrpc', place: 'build build-arg:PORT', types: ['any'] }],
  ['* path id name', { operation: '*', place: 'path id', types: ['name'] }],
  ['ContainerCreate body /Labels/with a blank time', { operation: 'ContainerCreate', place: 'body /Labels/with a blank', types: ['time'] }],
  [
    '* body keys /NetworkingConfig/EndpointsConfig any',
    { operation: '*', place: 'body keys /NetworkingConfig/EndpointsConfig', types: ['any'] },
  ],
])('reads the rule %s', (text, rule) => {
  expect(readBindingRules({ ...values, bind: [text] })).toEqual([rule]);
});

it.each([
  ['ContainerCreate any', 'it must be an operation, a place in its request, and a type'],
  ['ContainerMake query name any', 'ContainerMake is no operation of the Engine API'],
  ['ContainerCreate body Labels any', 'body Labels is no place'],
  ['ContainerCreate query name word', 'word is no type'],
])('refuses the rule %s', (text, why) => {
  expect(() => readBindingRules({ ...values, bind: [text] })).toThrow(
    expect.objectContaining({ code: 'TD_USAGE', message: expect.stringContaining(why) }),
  );
});

it('lets nothing vary with --exact, whatever rules tapedeck.json has', () => {
  expect(readBindingRules({ ...values, exact: true })).toBeNull();
  expect(readBindingRules(values)).toEqual([]);
  expect(readBindingRules({ ...values, exact: true, bind: ['* query name any'] })).toBeNull();
});

it.each(VARYING_TYPES)('says why a %s was bound', (type) => {
  const bound = { type, recorded: 'a', live: 'b', operation: 'ContainerCreate', place: 'query name', key: 'name', cassette: 'hello' };
  expect(bindingText(bound)).toMatch(new RegExp(`^bound ${type} "b" for the recorded "a": .+, ContainerCreate query name \\(hello\\)$`));
});
