import { expect, it } from '@jest/globals';
import { commandName } from '../../../src/cli/command-spec.ts';
import { COMMANDS } from '../../../src/cli/commands.ts';
import { defaultsFor, parseConfig, readConfig } from '../../../src/cli/config.ts';
import { aDirectory, removeDirectories } from '../../support/directories.ts';
import { aWorld } from '../../support/world.ts';

removeDirectories();

const spec = (name: string) => {
  const found = COMMANDS.find((one) => commandName(one) === name);
  if (found === undefined) throw new Error(name);
  return found;
};
const parse = (value: unknown) => parseConfig(JSON.stringify(value), 'tapedeck.json', COMMANDS);

it('gives a command the options that it has, its own part first', () => {
  const config = parse({ speed: '2', append: true, replay: { speed: 'recorded' } });
  expect(defaultsFor(spec('replay'), config, {})).toEqual({ speed: 'recorded' });
  expect(defaultsFor(spec('record'), config, {})).toEqual({ append: true });
});

it('finds the own part of a command in a group below the name of the group', () => {
  const config = parse({ api: { list: { format: 'json' } } });
  expect(defaultsFor(spec('api list'), config, {})).toEqual({ format: 'json' });
  expect(defaultsFor(spec('list'), config, {})).toEqual({});
  expect(defaultsFor(spec('validate'), parse({ api: '1.41' }), {})).toEqual({ api: '1.41' });
});

it('takes the environment before the file', () => {
  expect(
    defaultsFor(spec('replay'), parse({ speed: '2', 'require-all': false }), { TAPEDECK_SPEED: '4', TAPEDECK_REQUIRE_ALL: 'yes' }),
  ).toEqual({
    speed: '4',
    'require-all': true,
  });
});

it('leaves names in the environment alone that are no options', () => {
  expect(defaultsFor(spec('list'), new Map(), { TAPEDECK_HOME: '/x', TAPEDECK_SPEED: '4', TAPEDECK_: 'y' })).toEqual({});
});

it.each([
  [{ sped: '2' }, 'tapedeck.json: sped is no option'],
  [{ replay: { append: true } }, 'tapedeck.json: replay.append is no option'],
  [{ 'require-all': 'yes' }, 'tapedeck.json: require-all is "yes", not true or false'],
  [{ format: 'xml' }, 'tapedeck.json: format is "xml"'],
  [{ operation: 'Ping' }, 'tapedeck.json: operation is "Ping", not a list of texts'],
  [{ toString: 'x' }, 'tapedeck.json: toString is no option'],
  [{ api: { lst: { format: 'json' } } }, 'tapedeck.json: api.lst is not a command with options'],
  [{ lst: { format: 'json' } }, 'tapedeck.json: lst is no command'],
  [[], 'tapedeck.json: not a JSON object'],
])('refuses %j', (value, message) => {
  expect(() => parse(value)).toThrow(expect.objectContaining({ code: 'TD_USAGE', message }));
});

it('takes a number where a text is wanted, and $schema anywhere', () => {
  expect(defaultsFor(spec('replay'), parse({ $schema: './x.json', speed: 10 }), {})).toEqual({ speed: '10' });
});

it('refuses text in the environment that is no choice or no boolean', () => {
  expect(() => defaultsFor(spec('list'), new Map(), { TAPEDECK_FORMAT: 'xml' })).toThrow('TAPEDECK_FORMAT is "xml"');
  expect(() => defaultsFor(spec('replay'), new Map(), { TAPEDECK_REQUIRE_ALL: 'maybe' })).toThrow('neither true nor false');
});

it('reads tapedeck.json of the current directory, and does without', () => {
  const cwd = aDirectory({ 'tapedeck.json': '{"format":"json"}', 'ci.json': '{"format":"text"}' });
  expect(readConfig(aWorld({ cwd }), undefined, COMMANDS).get('')).toEqual({ format: 'json' });
  expect(readConfig(aWorld({ cwd }), 'ci.json', COMMANDS).get('')).toEqual({ format: 'text' });
  expect(readConfig(aWorld({ cwd: aDirectory() }), undefined, COMMANDS).size).toBe(0);
});

it('refuses a --config that is not there', () => {
  expect(() => readConfig(aWorld({ cwd: aDirectory() }), 'gone.json', COMMANDS)).toThrow('cannot read gone.json');
});
