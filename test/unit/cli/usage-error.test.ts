import { expect, it } from '@jest/globals';
import { COMMANDS, GROUPS } from '../../../src/cli/commands.ts';
import { usageError } from '../../../src/cli/usage-error.ts';

const say = (message: string, ...words: string[]) => usageError(message, words, COMMANDS, GROUPS);

it.each([
  ['Did you mean record?', ['recrod'], 'there is no command recrod; did you mean record?'],
  ['Unknown argument: frobnicate', ['frobnicate'], 'there is no command frobnicate'],
  ['Unknown argument: bogus', ['list', '--bogus=1'], 'list has no option --bogus'],
  ['Unknown arguments: bogus, other', ['list', '--no-bogus', '--other'], 'list has no option --no-bogus'],
  ['Unknown argument: b', ['list', 'a', 'b'], 'list takes no "b"'],
  ['Not enough non-option arguments: got 0, need at least 1', ['show'], 'show wants <cassette> [id]'],
  ['Not enough arguments following: output', ['list', '--output'], '--output wants a value'],
  ['Did you mean list?', ['api', 'lst'], 'there is no command api lst; did you mean list?'],
  ['Unknown argument: bogus', ['api', 'list', '--bogus'], 'api list has no option --bogus'],
  ['Unknown argument: bogus', ['--config', 'x.json', 'list', '--bogus'], 'list has no option --bogus'],
  ['Something new\n  of yargs', ['list'], 'something new of yargs'],
])('says %j in our words', (message, words, ours) => {
  expect(say(message, ...words).message).toBe(ours);
});

it('leads to the help of the command, or of the program', () => {
  expect(say('Unknown argument: x', 'list', 'x').hint).toBe('tapedeck list --help lists its options.');
  expect(say('Unknown argument: x', 'x').hint).toBe('tapedeck --help lists the commands.');
  expect(say('Unknown argument: x', 'api', 'x').hint).toBe('tapedeck api --help lists the commands.');
  expect(say('Unknown argument: x', 'x').code).toBe('TD_USAGE');
});
