import { command } from '../command-spec.ts';
import { apiOptions, filterOptions, findingsReportOptions } from '../options.ts';

export const validate = command({
  usage: 'validate <cassette..>',
  summary: 'Check recorded requests and answers against the Engine API',
  text: `From the files alone, no engine is asked. Each interaction is held against the API version its path names (--api recorded), or all against one version: what would break on it?

Errors break the contract. Warnings and notes are worth a look (an unknown query parameter, a property the description does not have); they count only with --strict.

The same findings in every format: text for people, json (schemas/findings-v1.json), junit for Jenkins and GitLab (what counts for the exit code fails a test), sarif for code scanning and editors, github for annotations of a GitHub Actions step.

Exit code: 0 clean, 1 errors, 2 an API version that is not known, 3 a cassette that cannot be read.`,
  examples: [
    ['tapedeck validate hello', 'check one cassette'],
    ['tapedeck validate cassettes/ --api 1.45 --strict', 'check all against API 1.45, notes included'],
    ['tapedeck validate cassettes/ --coverage', 'and what of the API the recordings exercise'],
    ['tapedeck validate hello --format json --output findings.json', 'findings for a program'],
    ['tapedeck validate cassettes/ --format junit --output tapedeck.xml', 'test results for Jenkins or GitLab'],
  ],
  positionals: { cassette: { type: 'string', array: true, demandOption: true, describe: 'names or paths of cassettes' } },
  options: {
    api: { type: 'string', requiresArg: true, default: 'recorded', describe: 'recorded, or an API version such as 1.45' },
    strict: { type: 'boolean', default: false, describe: 'warnings and notes count too' },
    coverage: { type: 'boolean', default: false, describe: 'say which operations, statuses and fields were exercised (text, json)' },
    ...apiOptions,
    ...filterOptions,
    ...findingsReportOptions,
  },
  wraps: false,
  run: async (values, world) => (await import('../validate.ts')).validate(values, world),
});
