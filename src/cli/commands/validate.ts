import { command } from '../command-spec.ts';
import { filterOptions, reportOptions } from '../options.ts';

export const validate = command({
  usage: 'validate <cassette..>',
  summary: 'Check recorded requests and answers against the Engine API',
  text: `From the files alone, no engine is asked. Each interaction is held against the API version its path names (--api recorded), or all against one version: what would break on it?

Errors break the contract. Warnings and notes are worth a look (an unknown query parameter, a property the description does not have); they count only with --strict.

Exit code: 0 clean, 1 errors, 2 an API version that is not known, 3 a cassette that cannot be read.`,
  examples: [
    ['tapedeck validate hello', 'check one cassette'],
    ['tapedeck validate cassettes/ --api 1.45 --strict', 'check all against API 1.45, notes included'],
    ['tapedeck validate hello --format json --output findings.json', 'findings for a program'],
  ],
  positionals: { cassette: { type: 'string', array: true, demandOption: true, describe: 'names or paths of cassettes' } },
  options: {
    api: { type: 'string', requiresArg: true, default: 'recorded', describe: 'recorded, or an API version such as 1.45' },
    strict: { type: 'boolean', default: false, describe: 'warnings and notes count too' },
    ...filterOptions,
    ...reportOptions,
  },
  wraps: false,
  run: async (values, world) => (await import('../validate.ts')).validate(values, world),
});
