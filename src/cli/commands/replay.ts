import { command } from '../command-spec.ts';
import { bindingOptions, listenOptions, playbackReportOptions } from '../options.ts';

export const replay = command({
  usage: 'replay <cassette..>',
  summary: "Play the engine's part from cassettes, without an engine",
  text: `CASSETTE is a name under cassettes/ or a path; a directory that is no cassette stands for all in it.

Requests are matched by what they mean: operation, path, query and body, not by headers, key order or the time of a tar. Changes (create, start, rm) are answered once and in order, reads as the state was when they were recorded. What clients make up anew each time (random names, uuids, time stamps, temporary paths, the directory of a compose project) is bound to what stood there in the recording, and answers have the new values; --explain says what was bound, --exact turns it off. A request that was not recorded gets status 501 and an explanation, on stderr as well.

With a COMMAND, tapedeck runs it with DOCKER_HOST pointing here and ends with it. Without one it listens until SIGINT or SIGTERM.

Exit code: the COMMAND's own; where that is 0 (or there is none), 1 for misses, and with --require-all for interactions that were never asked for; 3 where the COMMAND never connected.`,
  examples: [
    ['tapedeck replay hello -- docker run --rm busybox echo hi', 'the recorded answers to the same command'],
    ['tapedeck replay cassettes/ --listen tcp://127.0.0.1:2375', 'answer a test suite'],
    ['tapedeck replay slow --speed recorded -- docker logs -f web', 'with the pauses as they were'],
  ],
  positionals: { cassette: { type: 'string', array: true, demandOption: true, describe: 'names or paths of cassettes' } },
  options: {
    ...listenOptions,
    speed: { type: 'string', requiresArg: true, default: 'instant', describe: 'instant, recorded, or N times as fast as recorded' },
    'require-all': { type: 'boolean', default: false, describe: 'interactions that were never asked for count as misses' },
    'any-version': { type: 'boolean', default: false, describe: 'match whatever API version the path names' },
    'gate-timeout': { type: 'string', requiresArg: true, default: '5s', describe: 'how long a stream waits for the request it follows' },
    ...bindingOptions,
    ...playbackReportOptions,
  },
  wraps: true,
  run: async (values, world) => (await import('../replay.ts')).replay(values, world),
});
