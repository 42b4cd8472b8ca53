/**
 * What never counts, and what may vary, when a live request is compared with a recorded one. Data only: the code that
 * reads it is query.ts and json.ts. Names are those of the Engine API; a name means the same wherever it stands, so
 * most of it is not said an operation at a time.
 */

/** Query parameters that engines read with Go's httputils.BoolValue. */
export const BOOLEAN_PARAMETERS: ReadonlySet<string> = new Set([
  'all',
  'all-tenants',
  'async',
  'copyUIDGID',
  'details',
  'digests',
  'follow',
  'force',
  'forcerm',
  'identity',
  'insertDefaults',
  'link',
  'logs',
  'manifests',
  'noOverwriteDirNonDir',
  'nocache',
  'noprune',
  'one-shot',
  'pause',
  'pull',
  'q',
  'quiet',
  'rm',
  'shared-size',
  'size',
  'squash',
  'status',
  'stderr',
  'stdin',
  'stdout',
  'stream',
  'timestamps',
  'v',
  'verbose',
]);

/** Repeated parameters whose order says nothing. */
export const SET_PARAMETERS: ReadonlySet<string> = new Set(['names', 't', 'type']);

/** Of these the first value counts, and what is repeated does not: docker-py sends the content of a Dockerfile behind its name. */
export const SINGLE_PARAMETERS: ReadonlySet<string> = new Set(['dockerfile']);

/** Repositories, with or without the registry that is meant where none is said: CLI 28 writes it out, CLI 20.10 does not. */
export const REPOSITORY_PARAMETERS: ReadonlySet<string> = new Set(['fromImage', 'repo']);

/** Parameters whose zero is the same as their absence. Elsewhere (`stop?t=0`) a zero is a choice. */
export const ZERO_PARAMETERS: ReadonlySet<string> = new Set([
  'cpuperiod',
  'cpuquota',
  'cpushares',
  'limit',
  'memory',
  'memswap',
  'shmsize',
  'since',
  'until',
]);

/** Filters whose values are Go booleans too: `{"dangling": ["1"]}`. */
export const BOOLEAN_FILTERS: ReadonlySet<string> = new Set(['dangling', 'is-automated', 'is-official', 'is-task']);

export interface QueryRules {
  /** What the engine takes where the parameter is absent, in canonical form. */
  readonly defaults?: Readonly<Record<string, string>>;
  /** Never counts. */
  readonly ignored?: readonly string[];
  /** That it is there counts, its value does not: clocks move on between recording and playback. */
  readonly varying?: readonly string[];
  /** Only these count. */
  readonly only?: readonly string[];
}

const TIME_RANGE = ['since', 'until'];
const LOGS: QueryRules = { defaults: { tail: 'all' }, varying: TIME_RANGE };
const NOTHING_OF_IT: QueryRules = { only: [] };
const SIZE_OF_TERMINAL: QueryRules = { ignored: ['h', 'w'] };

export const QUERY_RULES: Readonly<Record<string, QueryRules>> = {
  // dockerode and testcontainers repeat the whole body in the query; engines read these two, and elsewhere nothing of it.
  ContainerCreate: { only: ['name', 'platform'] },
  ConfigCreate: NOTHING_OF_IT,
  ContainerExec: NOTHING_OF_IT,
  NetworkCreate: NOTHING_OF_IT,
  SecretCreate: NOTHING_OF_IT,
  ServiceCreate: NOTHING_OF_IT,
  SwarmInit: NOTHING_OF_IT,
  SwarmJoin: NOTHING_OF_IT,
  VolumeCreate: NOTHING_OF_IT,
  ContainerList: { defaults: { limit: '-1' } },
  ContainerKill: { defaults: { signal: 'SIGKILL' } },
  ContainerLogs: LOGS,
  ServiceLogs: LOGS,
  TaskLogs: LOGS,
  SystemEvents: { varying: TIME_RANGE },
  ContainerResize: SIZE_OF_TERMINAL,
  ExecResize: SIZE_OF_TERMINAL,
  ContainerStats: { defaults: { stream: 'true' } },
  ContainerTop: { defaults: { ps_args: '-ef' } },
  ContainerWait: { defaults: { condition: 'not-running' } },
  ImageBuild: {
    defaults: { dockerfile: 'Dockerfile', networkmode: 'default', rm: 'true', version: '1' },
    // A BuildKit build makes up both for each run.
    ignored: ['buildid', 'session'],
  },
  // The name of such a build.
  BuildCancel: { ignored: ['id'] },
  ImageCommit: { defaults: { pause: 'true' } },
};

/** JSON fields that say nothing about what is asked: the size of the client's terminal. */
export const IGNORED_FIELDS: ReadonlySet<string> = new Set(['ConsoleSize']);

/** JSON fields whose keys are the user's: an empty value there is an entry all the same. */
export const MAP_FIELDS: ReadonlySet<string> = new Set([
  'Annotations',
  'AuxiliaryAddresses',
  'Config',
  'DriverOpts',
  'EndpointsConfig',
  'ExposedPorts',
  'Labels',
  'Options',
  'Opts',
  'PortBindings',
  'Segments',
  'StorageOpt',
  'Sysctls',
  'Tmpfs',
  'Volumes',
]);

/** JSON lists whose order says nothing. */
export const SET_FIELDS: ReadonlySet<string> = new Set([
  'Aliases',
  'Binds',
  'CapAdd',
  'CapDrop',
  'CapabilityAdd',
  'CapabilityDrop',
  'Configs',
  'Constraints',
  'DeviceCgroupRules',
  'Devices',
  'ExtraHosts',
  'GroupAdd',
  'Links',
  'Mounts',
  'Secrets',
  'SecurityOpt',
  'Ulimits',
  'VolumesFrom',
]);

/** Lists of `NAME=value`, unordered but among values of one name, where the last counts. */
export const ENVIRONMENT_FIELDS: ReadonlySet<string> = new Set(['Env']);

/**
 * Fields that are pointers (or lists told apart from nil) in the engine's Go types, so that zero, false or an empty list
 * is a choice and only null is absence. https://pkg.go.dev/github.com/docker/docker/api/types/container#HostConfig
 */
export const POINTER_FIELDS: ReadonlySet<string> = new Set([
  'Delay',
  'EnableIPv4',
  'EnableIPv6',
  'Entrypoint',
  'Init',
  'MaskedPaths',
  'MaxAttempts',
  'MemorySwappiness',
  'OomKillDisable',
  'PidsLimit',
  'ReadonlyPaths',
  'Replicas',
  'StopGracePeriod',
  'StopTimeout',
  'Window',
]);

/** Values other than the zero that mean absence. */
export const UNSET_VALUES: Readonly<Record<string, number>> = { MemorySwappiness: -1 };
