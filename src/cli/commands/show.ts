import { command } from '../command-spec.ts';
import { filterOptions, reportOptions } from '../options.ts';

export const show = command({
  usage: 'show <cassette> [id]',
  summary: 'Show a session as a table, or one interaction in full',
  text: `Without ID: one line an interaction, in the order in which the requests came. With ID: heads, bodies, and every piece of a stream with its time and channel; what is too large to print is told by size and file.

--follow shows a cassette while it is being recorded, until the recording ends or Ctrl-C.`,
  examples: [
    ['tapedeck show hello', 'the session'],
    ['tapedeck show hello 2', 'interaction 2'],
    ['tapedeck show ci --follow', 'what is recorded right now'],
  ],
  positionals: {
    cassette: { type: 'string', demandOption: true, describe: 'name or path of the cassette' },
    id: { type: 'string', describe: 'number of an interaction' },
  },
  options: {
    follow: { type: 'boolean', default: false, describe: 'go on while it is being recorded' },
    ...filterOptions,
    ...reportOptions,
  },
  wraps: false,
  run: async (values, world) => (await import('../show.ts')).show(values, world),
});
