import { command } from '../command-spec.ts';
import { listenOptions, normaliseOptions, reportOptions, upstreamOptions } from '../options.ts';

export const record = command({
  usage: 'record <cassette>',
  summary: 'Pass everything between clients and a real engine, and keep it in a cassette',
  text: `CASSETTE is a name under cassettes/ or a path. A cassette of that name is replaced when the recording has ended well, not before; with --append the recording goes on in it.

With a COMMAND, tapedeck runs it with DOCKER_HOST pointing to a private socket (and without DOCKER_CONTEXT and the TLS variables, which would lead it elsewhere), gives it this terminal, and ends with it and with its exit code. Without one it listens until SIGINT or SIGTERM.

Clients get the engine's bytes as they are, in the pieces in which they come. X-Registry-Auth, X-Registry-Config, Authorization and the passwords of "docker login" are replaced by placeholders before anything is written.

Exit code: the COMMAND's own (128+n after signal n, 126 or 127 where it could not be run); 3 where it ended with 0 but the recording is incomplete or it never connected here, and where no engine answers.`,
  examples: [
    ['tapedeck record hello -- docker run --rm busybox echo hi', 'record one command into cassettes/hello'],
    ['tapedeck record ci --listen tcp://127.0.0.1:2375', 'record whatever connects, until Ctrl-C'],
    ['tapedeck record ci --append -- docker ps -a', 'go on in an existing cassette'],
  ],
  positionals: { cassette: { type: 'string', demandOption: true, describe: 'name or path of the cassette' } },
  options: {
    ...upstreamOptions,
    ...listenOptions,
    append: { type: 'boolean', default: false, describe: 'go on in the cassette that is there' },
    ...normaliseOptions,
    ...reportOptions,
  },
  wraps: true,
  run: async (values, world) => (await import('../record.ts')).record(values, world),
});
