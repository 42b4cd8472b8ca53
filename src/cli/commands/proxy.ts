import { command } from '../command-spec.ts';
import { apiOptions, listenOptions, reportOptions, upstreamOptions } from '../options.ts';

export const proxy = command({
  usage: 'proxy',
  summary: 'Pass everything between clients and a real engine, and check it as it passes',
  text: `Records nothing. What breaks the contract is said on stderr as it comes, one line each, and one that comes again and again is said once and counted. With --format json each finding is a line of JSON, on stdout (on stderr where a COMMAND owns stdout) or in the file of --output.

Each request and answer is held against the API version its path names, else the one the engine told (--api recorded), or all against one version. Clients get the engine's bytes as they are; checking comes after, and never keeps a stream waiting. Bodies above 16 MiB are passed on unchecked, and a note says so.

With --enforce a request that breaks the contract gets status 400 with the finding as its message, and the engine never sees a byte of it. Requests with a JSON body are held until that is whole (at most 16 MiB), all others are judged at their head. With --strict warnings are refused too.

Exit code: the COMMAND's own; where that is 0 (or there is none), 1 for errors, with --strict for warnings and notes too; 3 where the COMMAND never connected, and where no engine answers.`,
  examples: [
    ['tapedeck proxy -- docker compose up -d', 'check one command against the engine it runs on'],
    ['tapedeck proxy --api 1.44 --listen unix:///tmp/docker.sock', 'what would break with API 1.44?'],
    ['tapedeck proxy --enforce -- npm test', 'let no broken request through'],
  ],
  positionals: {},
  options: {
    ...upstreamOptions,
    ...listenOptions,
    api: { type: 'string', requiresArg: true, default: 'recorded', describe: 'recorded, or an API version such as 1.45' },
    enforce: { type: 'boolean', default: false, describe: 'refuse requests that break the contract' },
    strict: { type: 'boolean', default: false, describe: 'warnings and notes count too' },
    ...apiOptions,
    ...reportOptions,
    format: { ...reportOptions.format, describe: 'how findings are written: text, or json, one a line' },
    output: { ...reportOptions.output, describe: 'write the findings to FILE' },
  },
  wraps: true,
  run: async (values, world) => (await import('../proxy.ts')).proxy(values, world),
});
