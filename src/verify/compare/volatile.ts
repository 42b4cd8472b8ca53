/**
 * What an engine says otherwise in every run although nothing has changed, as data. Each row has its evidence: where it was
 * seen to differ between two recordings of one session on one and the same engine, or what else says so.
 */
import { Patterns } from './patterns.ts';

export type VolatileKind =
  /** A number, a text or a time whose value says nothing; that it is there and its type count. */
  | 'free'
  /** The same, and it may also be absent, or null. */
  | 'fleeting'
  /** The number of a change in a swarm, by which a client says what it wants to change: `update?version=45`. */
  | 'index'
  /** A text for people with ages in it: `Up 2 minutes (health: starting)`. The rest of it counts, of states as in `passing`. */
  | 'ages'
  /** A state that passes by itself: the next one may have come already (passing-states.ts). */
  | 'passing'
  /** A path below a directory of the engine's own (store-paths.ts). */
  | 'store'
  /** All below by its shape alone: which fields, of which types. */
  | 'shape'
  /** The machine's, or what else lives there: not looked at. */
  | 'foreign';

interface Row {
  readonly operation: string;
  /** Pattern of places (place.ts); `*` is one part, `**` any number. */
  readonly place: string;
  readonly kind: VolatileKind;
  readonly evidence: string;
}

const row = (operation: string, place: string, kind: VolatileKind, evidence: string): Row => ({ operation, place, kind, evidence });

const TWO_RUNS = 'two recordings on Docker 20.10.24';
const THE_SETUP = 'how the engine was set up: two engines with data roots of their own';
const THE_KERNEL = 'what the kernel can: the two bridge fields differed on one machine between 26.1 and 28.5';
const THE_HOST = 'a fact of the machine or of all that runs on it';

export const VOLATILE: readonly Row[] = [
  // Ages and moments.
  row('ContainerList', '/*/Status', 'ages', '`Up 2 minutes`'),
  row('ContainerList', '/*/Created', 'free', 'seconds since 1970'),
  row('ImageList', '/*/Created', 'free', 'seconds since 1970'),
  row('ImageHistory', '/*/Created', 'free', 'seconds since 1970'),
  row('ContainerInspect', '/State/Pid', 'free', 'of the machine'),
  row('ContainerInspect', '/ExecIDs', 'fleeting', 'a health check under way, two recordings on Docker 28.5.2'),
  row('ExecInspect', '/Pid', 'free', 'of the machine'),
  row('ContainerInspect', '/State/Health/Status', 'passing', 'a check had passed already, from a recording on Docker 20.10.24 to 28.5.2'),
  row('ContainerList', '/*/Health/Status', 'passing', 'the same state in lists'),
  row('ContainerInspect', '/State/Health/FailingStreak', 'free', 'as many checks as there was time for'),
  row('ContainerInspect', '/State/Health/Log', 'shape', 'as many checks as there was time for'),
  row('ImageInspect', '/Metadata/LastTagTime', 'free', `${TWO_RUNS}: somebody had tagged the image in between`),
  row('SystemEvents', '/*/Actor/Attributes/execDuration', 'free', 'seconds that it ran, two recordings on Docker 28.5.2'),
  row('ContainerTop', '/Processes/*/*', 'free', 'process ids and times'),
  row('*', '/**/PID', 'free', 'of the machine'),
  row('*', '/**Version/Index', 'index', 'grows with every change of a swarm'),
  row('*', '/**TLSInfo/*', 'free', 'a swarm makes its certificates when it begins'),
  row('*', '/**Description/Engine/EngineVersion', 'foreign', 'what is compared'),
  row('*', '/**Description/Resources/*', 'free', THE_HOST),
  row('*', '/**Description/Hostname', 'foreign', THE_HOST),
  // The engine takes the first network that is free, which may be of another size.
  row('*', '/**IPPrefixLen', 'free', 'two recordings on Docker 26.1.5: 172.18.0.0/16, 192.168.0.0/20'),
  // Where the engine keeps what is its own.
  row('ContainerInspect', '/ResolvConfPath', 'store', THE_SETUP),
  row('ContainerInspect', '/HostnamePath', 'store', THE_SETUP),
  row('ContainerInspect', '/HostsPath', 'store', THE_SETUP),
  row('ContainerInspect', '/LogPath', 'store', THE_SETUP),
  row('ContainerInspect', '/NetworkSettings/SandboxKey', 'store', THE_SETUP),
  row('*', '/**GraphDriver/Data/*', 'store', THE_SETUP),
  row('*', '/**Mountpoint', 'store', THE_SETUP),
  // Sizes that depend on what else there is.
  row('ContainerPrune', '/SpaceReclaimed', 'free', 'with what else was there'),
  row('ImagePrune', '/SpaceReclaimed', 'free', 'with what else was there'),
  row('VolumePrune', '/SpaceReclaimed', 'free', 'with what else was there'),
  row('BuildPrune', '/SpaceReclaimed', 'free', 'with what else was there'),
  row('ImageList', '/*/SharedSize', 'free', 'with what else shares its layers'),
  row('ImageList', '/*/Containers', 'free', 'of all that use it'),
  // The machine, and the engine about itself.
  row('SystemInfo', '/Containers', 'foreign', THE_HOST),
  row('SystemInfo', '/ContainersRunning', 'foreign', THE_HOST),
  row('SystemInfo', '/ContainersPaused', 'foreign', THE_HOST),
  row('SystemInfo', '/ContainersStopped', 'foreign', THE_HOST),
  row('SystemInfo', '/Images', 'foreign', THE_HOST),
  row('SystemInfo', '/NFd', 'foreign', TWO_RUNS),
  row('SystemInfo', '/NGoroutines', 'foreign', TWO_RUNS),
  row('SystemInfo', '/NEventsListener', 'foreign', TWO_RUNS),
  row('SystemInfo', '/ID', 'foreign', THE_HOST),
  row('SystemInfo', '/Name', 'foreign', THE_HOST),
  row('SystemInfo', '/SystemTime', 'foreign', THE_HOST),
  row('SystemInfo', '/KernelVersion', 'foreign', THE_HOST),
  row('SystemInfo', '/OperatingSystem', 'foreign', THE_HOST),
  row('SystemInfo', '/OSVersion', 'foreign', THE_HOST),
  row('SystemInfo', '/OSType', 'foreign', THE_HOST),
  row('SystemInfo', '/Architecture', 'foreign', THE_HOST),
  row('SystemInfo', '/NCPU', 'foreign', THE_HOST),
  row('SystemInfo', '/MemTotal', 'foreign', THE_HOST),
  row('SystemInfo', '/Labels', 'foreign', 'of the machine, as its owner set them'),
  row('SystemInfo', '/BridgeNfIptables', 'free', THE_KERNEL),
  row('SystemInfo', '/BridgeNfIp6tables', 'free', THE_KERNEL),
  row('SystemInfo', '/CPUSet', 'free', THE_KERNEL),
  row('SystemInfo', '/CPUShares', 'free', THE_KERNEL),
  row('SystemInfo', '/CpuCfsPeriod', 'free', THE_KERNEL),
  row('SystemInfo', '/CpuCfsQuota', 'free', THE_KERNEL),
  row('SystemInfo', '/IPv4Forwarding', 'free', THE_KERNEL),
  row('SystemInfo', '/KernelMemory', 'free', THE_KERNEL),
  row('SystemInfo', '/KernelMemoryTCP', 'free', THE_KERNEL),
  row('SystemInfo', '/MemoryLimit', 'free', THE_KERNEL),
  row('SystemInfo', '/OomKillDisable', 'free', THE_KERNEL),
  row('SystemInfo', '/PidsLimit', 'free', THE_KERNEL),
  row('SystemInfo', '/SwapLimit', 'free', THE_KERNEL),
  row('SystemInfo', '/CgroupDriver', 'free', THE_KERNEL),
  row('SystemInfo', '/CgroupVersion', 'free', THE_KERNEL),
  row('SystemInfo', '/ServerVersion', 'foreign', 'what is compared'),
  row('SystemInfo', '/Driver', 'foreign', THE_SETUP),
  row('SystemInfo', '/DriverStatus', 'foreign', THE_SETUP),
  row('SystemInfo', '/DockerRootDir', 'foreign', THE_SETUP),
  row('SystemInfo', '/RegistryConfig', 'shape', THE_SETUP),
  row('SystemInfo', '/Warnings', 'foreign', THE_HOST),
  row('SystemInfo', '/Swarm', 'shape', THE_HOST),
  row('SystemInfo', '/ContainerdCommit/**', 'free', 'versions of the engine’s parts'),
  row('SystemInfo', '/RuncCommit/**', 'free', 'versions of the engine’s parts'),
  row('SystemInfo', '/InitCommit/**', 'free', 'versions of the engine’s parts'),
  row('*', '/**DockerVersion', 'foreign', 'what is compared: the engine that made the image'),
  row('SystemVersion', '/Version', 'foreign', 'what is compared'),
  row('SystemVersion', '/ApiVersion', 'foreign', 'what is compared'),
  row('SystemVersion', '/GitCommit', 'foreign', 'what is compared'),
  row('SystemVersion', '/GoVersion', 'foreign', 'what is compared'),
  row('SystemVersion', '/BuildTime', 'foreign', 'what is compared'),
  row('SystemVersion', '/KernelVersion', 'foreign', THE_HOST),
  row('SystemVersion', '/Arch', 'foreign', THE_HOST),
  row('SystemVersion', '/Os', 'foreign', THE_HOST),
  row('SystemVersion', '/Platform/Name', 'foreign', 'what is compared'),
  row('SystemVersion', '/Components/*/Version', 'free', 'what is compared'),
  row('SystemVersion', '/Components/*/Details', 'shape', 'what is compared'),
  row('SystemDataUsage', '/LayersSize', 'free', THE_HOST),
  row('SystemDataUsage', '/BuilderSize', 'free', THE_HOST),
  row('SystemDataUsage', '/BuildCache', 'foreign', 'of all builds'),
  row('SystemDataUsage', '/*/TotalCount', 'free', THE_HOST),
  row('SystemDataUsage', '/Images/*/SharedSize', 'free', THE_HOST),
  row('SystemDataUsage', '/Images/*/Containers', 'free', THE_HOST),
  row('SystemDataUsage', '/Containers/*/Status', 'ages', '`Up 2 minutes`'),
  row('SystemDataUsage', '/*/*/Created', 'free', 'seconds since 1970'),
];

const WHILE_IT_RUNS = 'docker-py looks at a container right after its start: two recordings on Docker 26.1.5';

/** What changes by itself while the program of a container runs (unsettled-reads.ts). */
const UNSETTLED: readonly Row[] = [
  row('ContainerInspect', '/State', 'shape', WHILE_IT_RUNS),
  row('ContainerInspect', '/NetworkSettings', 'shape', WHILE_IT_RUNS),
  row('ContainerInspect', '/ResolvConfPath', 'free', WHILE_IT_RUNS),
  row('ContainerInspect', '/HostnamePath', 'free', WHILE_IT_RUNS),
  row('ContainerInspect', '/HostsPath', 'free', WHILE_IT_RUNS),
  row('ContainerInspect', '/LogPath', 'free', WHILE_IT_RUNS),
];

const VOLATILE_PATTERNS = new Patterns(VOLATILE);
const UNSETTLED_PATTERNS = new Patterns(UNSETTLED);

/** What may differ at a place; null where nothing may. */
export function volatileAt(operation: string | null, place: string, unsettled: boolean): VolatileKind | null {
  const row = unsettled ? UNSETTLED_PATTERNS.find(operation, place) : null;
  return (row ?? VOLATILE_PATTERNS.find(operation, place))?.kind ?? null;
}

const AGE = /\b(?:About (?:a|an) (?:minute|hour)|Less than a second|\d+ (?:second|minute|hour|day|week|month|year)s?)\b/g;

/** The text without its ages. */
export function withoutAges(text: string): string {
  return text.replace(AGE, '<age>');
}
