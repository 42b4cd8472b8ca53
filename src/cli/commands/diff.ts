import { command } from '../command-spec.ts';
import { apiOptions, driftReportOptions, filterOptions } from '../options.ts';

export const diff = command({
  usage: 'diff <first> <second>',
  summary: 'Say what differs between two recordings of one session',
  text: `Compares what two engines said, by meaning: ids, names that engines make up, times, ports, addresses and the order of sets never count. No engine is asked. Requests are paired by what they ask, whenever they came.

Each difference is graded for the client that was recorded first: breaking (what it got is no longer there), changed (it gets something else), added (it gets more).

Exit code: 0, 1 breaking differences (or those that --fail-on names), 2 usage, 3 a cassette that cannot be read.`,
  examples: [
    ['tapedeck diff hello-20.10 hello-28.5', 'will what worked on the one engine work on the other?'],
    ['tapedeck diff before after --fail-on added', 'anything at all'],
    ['tapedeck diff before after --operation ContainerInspect --format json', 'one operation, for a program'],
  ],
  positionals: {
    first: { type: 'string', demandOption: true, describe: 'name or path of the cassette that is taken for granted' },
    second: { type: 'string', demandOption: true, describe: 'the one that is held against it' },
  },
  options: { ...filterOptions, ...apiOptions, ...driftReportOptions },
  wraps: false,
  run: async (values, world) => (await import('../diff.ts')).diff(values, world),
});
