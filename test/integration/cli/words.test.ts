import { expect, it } from '@jest/globals';
import { commandName } from '../../../src/cli/command-spec.ts';
import { COMMANDS } from '../../../src/cli/commands.ts';
import { aDirectory, removeDirectories } from '../../support/directories.ts';
import { tapedeck } from '../../support/tapedeck.ts';

removeDirectories();

const cwd = aDirectory({ 'cassettes/hello/x': '', 'cassettes/other/x': '' });
const run = (...words: string[]) => tapedeck(words, { cwd });

it('lists every command in --help', async () => {
  const { exitCode, stdout, stderr } = await run('--help');
  expect([exitCode, stderr]).toEqual([0, '']);
  for (const spec of COMMANDS) expect(stdout).toContain(`tapedeck ${spec.group ?? spec.usage}`);
});

it.each(COMMANDS.map(commandName))('explains %s with an example and its exit codes', async (name) => {
  const { exitCode, stdout } = await run(...name.split(' '), '--help');
  expect(exitCode).toBe(0);
  expect(stdout).toContain('Examples:');
  expect(stdout).toContain(`tapedeck ${name}`);
});

it('prints the help of a group where only its name is given, on stderr as it is no result', async () => {
  const { exitCode, stdout, stderr } = await run('api');
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/tapedeck api list/);
  expect((await run('api', '--help')).stdout).toBe(stderr);
});

it('says its version', async () => {
  expect((await run('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

it.each([
  [[], 'tapedeck: say what to do'],
  [['recrod'], 'tapedeck: there is no command recrod; did you mean record?'],
  [['frobnicate'], 'tapedeck: there is no command frobnicate'],
  [['list', '--bogus'], 'tapedeck: list has no option --bogus'],
  [['list', '-z'], 'tapedeck: list has no option -z'],
  [['list', 'a', 'b'], 'tapedeck: list takes no "b"'],
  [['record'], 'tapedeck: record wants <cassette>'],
  [['list', '--format', 'xml'], 'tapedeck: --format xml: choices are text, json'],
  [['list', '--format', 'json', '--format', 'text'], 'tapedeck: --format was given twice'],
  [['list', '--output'], 'tapedeck: --output wants a value'],
  [['api', 'lst'], 'tapedeck: there is no command api lst; did you mean list?'],
  [['api', 'list', 'x'], 'tapedeck: api list takes no "x"'],
  [['list', '--', 'ls'], 'tapedeck: list runs no COMMAND'],
  [['record', 'x', '--'], 'tapedeck: no COMMAND behind --'],
  [['show', 'x', '1', '--follow'], 'tapedeck: --follow shows the session, as text'],
])('says 2 and one line for %j', async (words, line) => {
  const { exitCode, stdout, stderr } = await run(...words);
  expect([exitCode, stdout, stderr.split('\n')[0]]).toEqual([2, '', line]);
});

it('completes commands, options and names of cassettes', async () => {
  const complete = async (...words: string[]) => {
    const { exitCode, stdout, stderr } = await run('--get-yargs-completions', 'tapedeck', ...words);
    expect([exitCode, stderr]).toEqual([0, '']);
    return stdout.split('\n');
  };
  expect(await complete('re')).toEqual(expect.arrayContaining([expect.stringMatching(/^record/), expect.stringMatching(/^replay/)]));
  expect(await complete('replay', '')).toEqual(expect.arrayContaining(['hello', 'other']));
  expect(await complete('replay', '--sp')).toEqual(expect.arrayContaining([expect.stringMatching(/^--speed/)]));
  expect(await complete('record', 'x', '--', 'docker', '')).toEqual(['']);
  expect(await complete('api', 'l')).toEqual(expect.arrayContaining(['list', 'diff']));
  expect(await complete('api', 'list', '--format', '')).toEqual(['text', 'json', '']);
  expect((await run('completion')).stdout).toMatch(/tapedeck/);
});
