/** Which lists have an order that counts, which maps have keys of the engine, and which lists hold what others made, as data. */
import { Patterns } from './patterns.ts';

/** Names of fields whose lists are sequences. All other lists are sets. */
const SEQUENCES: ReadonlySet<string> = new Set([
  'Args',
  'ArgsEscaped',
  'Changes',
  'Cmd',
  'ConsoleSize',
  'Dns',
  'DnsSearch',
  'Entrypoint',
  'Layers',
  'OnBuild',
  'Shell',
  'StorageOpt',
  'Test',
  'Titles',
]);

interface ListRow {
  readonly operation: string;
  readonly place: string;
}

const at = (operation: string, place: string): ListRow => ({ operation, place });

/** Answers that are sequences themselves. */
const SEQUENCE_PLACES = new Patterns<ListRow>([at('ImageHistory', ''), at('ContainerTop', '/Processes/*')]);

/** Lists and maps of all objects of a kind, whoever made them. */
const OBJECTS = new Patterns<ListRow>([
  at('ContainerList', ''),
  at('ImageList', ''),
  at('NetworkList', ''),
  at('VolumeList', '/Volumes'),
  at('ServiceList', ''),
  at('TaskList', ''),
  at('NodeList', ''),
  at('SecretList', ''),
  at('ConfigList', ''),
  at('PluginList', ''),
  at('SystemDataUsage', '/Images'),
  at('SystemDataUsage', '/Containers'),
  at('SystemDataUsage', '/Volumes'),
  at('NetworkList', '/*/Containers'),
  at('NetworkInspect', '/Containers'),
  at('ContainerPrune', '/ContainersDeleted'),
  at('ImagePrune', '/ImagesDeleted'),
  at('NetworkPrune', '/NetworksDeleted'),
  at('VolumePrune', '/VolumesDeleted'),
  at('BuildPrune', '/CachesDeleted'),
  // Others may give a name to the same image.
  at('*', '/**RepoTags'),
  at('*', '/**RepoDigests'),
]);

/** What of an object says who it is, the surest first. */
export const NAMING_FIELDS: readonly string[] = ['Id', 'ID', 'Name', 'Names', 'RepoTags', 'EndpointID'];

/** Lists of objects of which foreign ones may come and go: they are held against each other by shape alone. */
const LIVELY = new Patterns<ListRow>([
  at('ContainerList', ''),
  at('NetworkList', ''),
  at('TaskList', ''),
  at('VolumeList', '/Volumes'),
  at('SystemDataUsage', '/Containers'),
  at('SystemDataUsage', '/Volumes'),
]);

export function isSequence(operation: string | null, pattern: string, field: string): boolean {
  return SEQUENCES.has(field) || SEQUENCE_PLACES.find(operation, pattern) !== null;
}

export function holdsForeignObjects(operation: string | null, pattern: string): boolean {
  return OBJECTS.find(operation, pattern) !== null;
}

export function isLively(operation: string | null, pattern: string): boolean {
  return LIVELY.find(operation, pattern) !== null;
}

/** Maps by name, where no schema says that one is a map. */
export const MAPS: ReadonlySet<string> = new Set([
  'Annotations',
  'Containers',
  'DriverOpts',
  'ExposedPorts',
  'GenericResources',
  'Labels',
  'Networks',
  'Options',
  'Plugins',
  'PortBindings',
  'Ports',
  'Runtimes',
  'StorageOpt',
  'Sysctls',
  'Tmpfs',
  'Volumes',
]);
