import { command } from '../command-spec.ts';
import { bindingOptions, listenOptions, normaliseOptions, playbackOptions, playbackReportOptions, upstreamOptions } from '../options.ts';

export const run = command({
  usage: 'run <cassette>',
  summary: 'Replay a cassette, or record it, as its record mode says',
  text: `CASSETTE is a name under cassettes/ or a path. The modes are those of VCR:

  once           replay it; where there is none yet, record it
  new-episodes   replay what it has; ask the engine for the rest, and record that behind it
  none           replay it, never ask an engine
  all            record it anew, every time

With new-episodes an engine is needed only for what is new. It has nothing of what the cassette plays: a request about a container that was played from the cassette is a miss that says so, and not sent to the engine. What a read of the recording answered (docker ps) is played as it was, without what is new.

Exit code: that of "record" or of "replay", whichever it was.`,
  examples: [
    ['tapedeck run hello -- docker run --rm busybox echo hi', 'records the first time, replays from then on'],
    ['tapedeck run hello --mode new-episodes -- ./test.sh', 'add to the cassette what the script does by now'],
    ['tapedeck run hello --mode none -- ./test.sh', 'in CI: what is missing is a failure, not a recording'],
    ['tapedeck run hello --mode all -- ./test.sh', 'the engine was upgraded: record all of it again'],
  ],
  positionals: { cassette: { type: 'string', demandOption: true, describe: 'name or path of the cassette' } },
  options: {
    mode: { type: 'string', choices: ['once', 'new-episodes', 'none', 'all'], default: 'once', describe: 'when an engine is asked' },
    ...upstreamOptions,
    ...listenOptions,
    ...playbackOptions,
    ...bindingOptions,
    ...normaliseOptions,
    ...playbackReportOptions,
  },
  wraps: true,
  run: async (values, world) => (await import('../run.ts')).run(values, world),
});
