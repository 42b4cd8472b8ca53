import { command } from '../command-spec.ts';
import { apiOptions, driftReportOptions, filterOptions } from '../options.ts';

export const verify = command({
  usage: 'verify [cassette..]',
  summary: 'Ask live engines what was recorded, and say what would break',
  text: `The recorded client's part is done again at each engine: the same requests in the same order and at the same time, what was typed, streams read as long as they were. Pauses of the client are left out. What the engine makes up (ids, ports, addresses, times) is taken for what stood there in the recording. Then the answers are compared, field by field.

Drift is breaking (what the client got is no longer there), changed (something else is in its place) or added. A read that differs is asked again for up to three times the pause that was recorded before it: only then does it count.

An engine that others use as well is safe: whatever would touch what this run did not make, or give a container a way to the host, is refused, and so are prunes, changes of swarm mode and plugins, and names that are in use. The report says so. --allow-destructive lifts that, for an engine of one's own. --dry-run prints what would be sent. What the run makes is removed at the end, what its setup made included, unless --no-clean; what could not be is listed.

What the sessions need and the engine lacks (an image, a network, swarm mode, a registry) is found out first and named at once. --setup runs a script, or drives a cassette, before it all. DOCKER_HOST leads the script to the engine by way of tapedeck, which sees what it makes there: that is this run's own. A dry run does not run a script, and what is lacking may come from it: it counts as no failure. Secrets that were blanked in the recording come from the environment (TAPEDECK_REGISTRY_AUTH, TAPEDECK_SECRET_<NAME>); a request that lacks one is skipped.

Exit code: 0 no drift that counts, 1 breaking drift (--fail-on changed or added: more), 2 usage, 3 no engine, one that died or hung, or one that lacks what is needed (the report is written all the same), no such cassette.`,
  examples: [
    ['tapedeck verify hello --against unix:///run/new-docker.sock', 'what would break on the new engine?'],
    ['tapedeck verify cassettes/ --against tcp://new:2375 --dry-run', 'what would be sent there, and what not'],
    ['tapedeck verify shop --against unix:///run/docker.sock --setup images.sh', 'with images to be loaded first'],
    ['tapedeck verify shop --against unix:///run/docker.sock --api 1.44', 'what a client that speaks 1.44 would meet'],
    ['tapedeck verify cassettes/ --against tcp://new:2375 --shard 1/4 --format json --output part1.json', 'the first of four jobs'],
    ['tapedeck verify --merge part1.json part2.json part3.json part4.json', 'one report of all four'],
  ],
  positionals: { cassette: { type: 'string', array: true, describe: 'names or paths of cassettes' } },
  options: {
    against: {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'the engine: unix:///path or tcp://host:port (may be repeated: one after the other)',
    },
    api: {
      type: 'string',
      requiresArg: true,
      default: 'recorded',
      describe: 'ask with this version prefix, such as 1.44, in place of the recorded one',
    },
    'allow-destructive': { type: 'boolean', default: false, describe: 'send also what may harm what others have made there' },
    'dry-run': { type: 'boolean', default: false, describe: 'say what would be sent, and send nothing' },
    setup: {
      type: 'string',
      requiresArg: true,
      describe: 'a script, or a cassette by its name or path, to run before (of both: the script)',
    },
    clean: { type: 'boolean', default: true, describe: 'remove at the end what the run has made' },
    timeout: {
      type: 'string',
      requiresArg: true,
      default: '30s',
      describe: 'how long an answer may take, beside three times what it took',
    },
    shard: { type: 'string', requiresArg: true, describe: 'only these of the cassettes: 2/4 is the second of four jobs' },
    merge: {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'ask nothing: join this report of --format json and those named behind it',
    },
    ...filterOptions,
    ...apiOptions,
    ...driftReportOptions,
  },
  wraps: false,
  run: async (values, world) => (await import('../verify.ts')).verify(values, world),
});
