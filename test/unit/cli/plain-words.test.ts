import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import yargs from 'yargs';
import { validate } from '../../../src/cli/commands/validate.ts';
import { PARSER_CONFIGURATION, plainValues } from '../../../src/cli/plain-words.ts';

/** What yargs makes of the words; null where it complains. */
async function byYargs(words: readonly string[]): Promise<object | null> {
  let values: object | null = null;
  const parser = yargs()
    .parserConfiguration(PARSER_CONFIGURATION)
    .exitProcess(false)
    .help(false)
    .version(false)
    .strict()
    .fail(() => {
      throw new Error();
    })
    .command({
      command: validate.usage,
      describe: '',
      builder: (command) => command.positional('cassette', { type: 'string', array: true, demandOption: true }).options(validate.options),
      handler: ({ $0: _, _: __, ...rest }) => {
        values = rest;
      },
    });
  try {
    await parser.parseAsync([...words]);
  } catch {
    return null;
  }
  return values;
}

const WORDS = [
  ...['hello', 'a/b', '7', '1.0', '', '-', '-x', '"a"', "'b'", 'a=b', 'true', 'false', 'constructor', '__proto__'],
  ...['--strict', '--no-strict', '--strict=false', '--api', '--api=1.41', '1.41', '--api=', '--format', 'json', 'xml', '--format=junit'],
  ...[
    '--operation',
    '--operation=ImageList',
    'SystemInfo',
    '--output',
    '--output=a"b"',
    '--config',
    '--help',
    '--bogus',
    '--constructor=1',
    '--',
  ],
];

it('reads what it reads as yargs does, and leaves the rest to it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...WORDS), { maxLength: 5 }), async (words) => {
      const values = plainValues(validate, ['validate', ...words]);
      if (values !== null) expect([words, await byYargs(['validate', ...words])]).toEqual([words, values]);
    }),
    { numRuns: 500 },
  );
});

it('reads the usual words', () => {
  expect(plainValues(validate, ['validate', 'a', '--strict', '--format', 'json', '--operation=A', 'b', '--operation', 'B'])).toEqual({
    cassette: ['a', 'b'],
    strict: true,
    coverage: false,
    format: 'json',
    operation: ['A', 'B'],
    api: 'recorded',
  });
});

it.each([
  [['validate']],
  [['validate', '--help']],
  [['validate', 'a', '--format', 'xml']],
  [['validate', 'a', '--strict', 'true']],
  [['validate', 'a', '--api']],
  [['validate', 'a', '--api', '1.41', '--api', '1.42']],
  [['show', 'a']],
])('leaves %j to yargs', (words) => {
  expect(plainValues(validate, words)).toBeNull();
});
