import { command } from '../command-spec.ts';
import { apiOptions, filterOptions, reportOptions } from '../options.ts';

export const apiDiff = command({
  group: 'api',
  usage: 'diff <from> <to>',
  summary: 'Say what changes between two API versions, for all clients or for a recorded one',
  text: `Each change is graded for a client that goes from one version to the other: breaking (it will fail, or be misled), risky (it may), compatible (it will not notice). Repairs of the descriptions are no changes: compared is what engines do.

With --cassette only what those recordings use is shown, and whether engines of the second version take the versions that their requests name.

Exit code: 0; with --cassette 1 where breaking changes concern what is used, or where a version is refused; 2 an API version that is not known, 3 a cassette that cannot be read.`,
  examples: [
    ['tapedeck api diff 1.41 1.52', 'breaking and risky changes from Docker 20.10 to 29.0'],
    ['tapedeck api diff 1.43 1.44 --grade compatible', 'what is new as well'],
    ['tapedeck api diff 1.41 1.52 --cassette hello', 'can this client go along?'],
    ['tapedeck api diff 1.24 1.44 --operation ContainerInspect --format json', 'one operation, for a program'],
  ],
  positionals: {
    from: { type: 'string', demandOption: true, describe: 'the version that is left, e.g. 1.41' },
    to: { type: 'string', demandOption: true, describe: 'the version to go to; an older one works too' },
  },
  options: {
    cassette: { type: 'string', array: true, requiresArg: true, describe: 'only what this recording uses (may be repeated)' },
    grade: {
      type: 'string',
      choices: ['breaking', 'risky', 'compatible'],
      default: 'risky',
      describe: 'show changes of this grade and the graver ones',
    },
    operation: { ...filterOptions.operation, describe: 'only changes of this operation, e.g. ContainerCreate (may be repeated)' },
    ...apiOptions,
    ...reportOptions,
  },
  wraps: false,
  run: async (values, world) => (await import('../api-diff.ts')).apiDiff(values, world),
});
