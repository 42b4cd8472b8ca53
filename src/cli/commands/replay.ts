import { command } from '../command-spec.ts';
import { bindingOptions, listenOptions, playbackOptions, playbackReportOptions, upstreamOptions } from '../options.ts';

export const replay = command({
  usage: 'replay <cassette..>',
  summary: "Play the engine's part from cassettes, without an engine",
  text: `CASSETTE is a name under cassettes/ or a path; a directory that is no cassette stands for all in it.

Requests are matched by what they mean: operation, path, query and body, not by headers, key order or the time of a tar. Changes (create, start, rm) are answered once and in order, reads as the state was when they were recorded. What clients make up anew each time (random names, uuids, time stamps, temporary paths, the directory of a compose project) is bound to what stood there in the recording, and answers have the new values; --explain says what was bound, --exact turns it off. A request that was not recorded gets status 501 and an explanation, on stderr as well.

With --on-miss passthrough such a request goes to a live engine (found as by "record", or --upstream) and is answered from there; it counts as passed on, not as a miss. Nothing of it is recorded: that is "tapedeck run CASSETTE --mode new-episodes".

A cassette is played once. With --rewind auto it begins again when its first change is asked for again (or, when all was played, its first request) and no stream of it is being played; POST /_tapedeck/rewind on the --control socket rewinds at any time. --allow-repeats answers a change that is asked again as the last time. Of several cassettes a request goes to one that has it, and of those to the one that answered last.

With a COMMAND, tapedeck runs it with DOCKER_HOST pointing here and ends with it. Without one it listens until SIGINT or SIGTERM.

Exit code: the COMMAND's own; where that is 0 (or there is none), 1 for misses, and with --require-all for interactions that were never asked for; 3 where the COMMAND never connected.`,
  examples: [
    ['tapedeck replay hello -- docker run --rm busybox echo hi', 'the recorded answers to the same command'],
    ['tapedeck replay cassettes/ --listen tcp://127.0.0.1:2375', 'answer a test suite'],
    ['tapedeck replay ci --on-miss passthrough -- ./test.sh', 'ask the engine for what is not in the cassette'],
    ['tapedeck replay shop web --listen tcp://127.0.0.1:2375 --rewind auto', 'a server for one test after the other'],
    ['tapedeck replay slow --speed recorded -- docker logs -f web', 'with the pauses as they were'],
  ],
  positionals: { cassette: { type: 'string', array: true, demandOption: true, describe: 'names or paths of cassettes' } },
  options: {
    ...listenOptions,
    ...playbackOptions,
    'on-miss': {
      type: 'string',
      choices: ['error', 'passthrough'],
      default: 'error',
      describe: 'what was not recorded: an error, or asked of the engine',
    },
    upstream: { ...upstreamOptions.upstream, describe: `with --on-miss passthrough: ${upstreamOptions.upstream.describe}` },
    ...bindingOptions,
    ...playbackReportOptions,
  },
  wraps: true,
  run: async (values, world) => (await import('../replay.ts')).replay(values, world),
});
