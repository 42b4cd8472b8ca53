import { command } from '../command-spec.ts';
import { filterOptions, reportOptions } from '../options.ts';

export const list = command({
  usage: 'list [directory]',
  summary: 'Say which cassettes there are',
  text: `Looks below DIRECTORY, by default cassettes/. With --operation only cassettes that hold such an interaction are listed.`,
  examples: [
    ['tapedeck list', 'cassettes of this project'],
    ['tapedeck list --operation ImageBuild', 'those with a build in them'],
  ],
  positionals: { directory: { type: 'string', default: 'cassettes', describe: 'where to look' } },
  options: { ...filterOptions, ...reportOptions },
  wraps: false,
  run: async (values, world) => (await import('../list.ts')).list(values, world),
});
