import { command } from '../command-spec.ts';
import { reportOptions, upstreamOptions } from '../options.ts';

export const doctor = command({
  usage: 'doctor',
  summary: 'Say which engine would be used and why, and whether all is in place',
  text: `Asks every engine it finds for its version (each for at most 2 s) and changes nothing.

Exit code: 0 all is in place to record, 3 something is missing; replay and validate may work all the same.`,
  examples: [['tapedeck doctor', 'before the first recording, or when none works']],
  positionals: {},
  options: { ...upstreamOptions, ...reportOptions },
  wraps: false,
  run: async (values, world) => (await import('../doctor.ts')).doctor(values, world),
});
