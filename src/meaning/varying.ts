/**
 * What may vary between two runs of one script, as data: at which place of which operation, and what a value there must
 * look like. The code that reads it is bindings.ts. What never counts at all (User-Agent, trace headers, `since`) is not
 * here: see request.ts and rules.ts.
 */

export const VARYING_TYPES = ['uuid', 'id', 'name', 'reference', 'time', 'digest', 'path', 'directory', 'project', 'any'] as const;

/**
 * - `uuid`, `id`: anywhere within a value; an id is a run of 16 letters and digits or more;
 * - `name`: made up (`test-7f3a`, `test-31337`), or made of the name of a compose project (`app-web-1`);
 * - `reference`: a name that was given elsewhere: the same, but a number in it must have been bound there, or the recording
 *   gives that very name later;
 * - `time`: a value that is a time stamp, or a text with one; - `digest`: one that is some 64 hex digits;
 * - `path`: of a temporary file or directory, anywhere within a value; - `directory`: any absolute path;
 * - `project`: the name of a compose project; - `any`: any value at all.
 */
export type VaryingType = (typeof VARYING_TYPES)[number];

export interface VaryingRule {
  /** Id of an operation (`ContainerCreate`); `*`: of any. */
  readonly operation: string;
  /**
   * `path id`, `query name`, `query filters/label/KEY`, `body /Labels/KEY`, `body /Env/NAME`; of a list, an index stands
   * for the item. `*` is any one part, `**` any number of them. `body keys /NetworkingConfig/EndpointsConfig`: the names
   * of the members there. `body file path`, `body file link`: of an entry of a tar.
   * `build name`, `build label:KEY`: attributes of a build by BuildKit.
   */
  readonly place: string;
  readonly types: readonly VaryingType[];
}

const at = (operation: string, place: string, ...types: VaryingType[]): VaryingRule => ({ operation, place, types });
const any = (place: string, ...types: VaryingType[]): VaryingRule => at('*', place, ...types);

/** Labels are given in bodies and in the query of a build, and referred to in filters. */
const label = (key: string, ...types: VaryingType[]): VaryingRule[] => [
  ...['body /Labels', 'body /**/Labels', 'query labels'].map((where) => any(`${where}/${key}`, ...types)),
  any(`query filters/label/${key}`, ...types.map((type) => (type === 'name' ? 'reference' : type))),
];

/** The first that fits a place says what may vary there. */
export const VARYING: readonly VaryingRule[] = [
  // compose: what its labels say of the project, which is as a rule named after its directory.
  ...label('com.docker.compose.project', 'project'),
  ...label('com.docker.compose.project.*', 'directory'),
  ...label('com.docker.compose.config-hash', 'digest'),
  ...label('com.docker.compose.slug', 'digest'),
  ...label('*', 'uuid', 'id', 'time', 'path', 'name'),
  // Names that a client gives to containers, networks, volumes and images.
  at('ContainerCreate', 'query name', 'uuid', 'name'),
  at('ContainerRename', 'query name', 'uuid', 'name'),
  any('query t', 'uuid', 'id', 'time', 'name'),
  ...['ImageTag', 'ImageCommit'].flatMap((id) => [at(id, 'query repo', 'uuid', 'name'), at(id, 'query tag', 'uuid', 'id', 'time', 'name')]),
  any('body /Name', 'uuid', 'name'),
  any('body /Hostname', 'uuid', 'name'),
  any('body /**/Aliases/*', 'uuid', 'name'),
  // A volume is made where it is mounted first.
  any('body /HostConfig/Binds/*', 'uuid', 'path', 'name'),
  any('body /HostConfig/Mounts/*/Source', 'uuid', 'path', 'name'),
  // Where it refers to them.
  any('path *', 'uuid', 'reference'),
  any('query name', 'uuid', 'reference'),
  any('query names', 'uuid', 'reference'),
  any('query repo', 'uuid', 'reference'),
  any('query tag', 'uuid', 'id', 'reference'),
  any('query fromImage', 'uuid', 'reference'),
  any('query container', 'uuid', 'reference'),
  any('query filters/until/*', 'time'),
  any('query filters/*/*', 'uuid', 'id', 'reference'),
  any('body /Image', 'uuid', 'reference'),
  any('body /Container', 'uuid', 'reference'),
  any('body /HostConfig/NetworkMode', 'uuid', 'reference'),
  any('body keys /NetworkingConfig/EndpointsConfig', 'uuid', 'reference'),
  // What says something of its own.
  any('query path', 'uuid', 'id', 'path'),
  any('query comment', 'uuid', 'id', 'time'),
  // Of one that is not in the context: see made-up-dockerfile.ts.
  any('query dockerfile', 'uuid', 'id', 'name'),
  any('query buildargs/**', 'uuid', 'id', 'time', 'path'),
  any('body /Env/*', 'uuid', 'id', 'time', 'path'),
  any('body /Cmd/*', 'uuid', 'id', 'time', 'path'),
  any('body /Entrypoint/*', 'uuid', 'id', 'time', 'path'),
  // Files in a tar; what is in them must be the same.
  any('body file *', 'uuid', 'id', 'reference'),
  // Attributes of a build that a client sends to BuildKit.
  any('build name', 'uuid', 'id', 'time', 'name'),
  any('build label:*', 'uuid', 'id', 'time', 'path', 'name'),
  any('build build-arg:*', 'uuid', 'id', 'time', 'path'),
  any('build vcs:revision', 'digest'),
  any('build *', 'uuid', 'id', 'path'),
  // Whatever is too long to be chosen, wherever it stands.
  any('body /**', 'uuid', 'id', 'path'),
];

/** Finds what may vary at a place. Rules given first come before ours. */
export class VaryingPlaces {
  readonly #own: readonly VaryingRule[];
  readonly #rules: readonly { readonly rule: VaryingRule; readonly fits: RegExp }[];
  readonly #known = new Map<string, readonly VaryingType[]>();

  constructor(own: readonly VaryingRule[] = []) {
    this.#own = own;
    this.#rules = [...own, ...VARYING].map((rule) => ({ rule, fits: placePattern(rule.place) }));
  }

  /** The same with these rules as well, behind those that were given before. */
  with(rules: readonly VaryingRule[]): VaryingPlaces {
    return new VaryingPlaces([...this.#own, ...rules]);
  }

  typesAt(operation: string, place: string): readonly VaryingType[] {
    const key = `${operation} ${place}`;
    let types = this.#known.get(key);
    if (types === undefined) {
      types =
        this.#rules.find(({ rule, fits }) => (rule.operation === '*' || rule.operation === operation) && fits.test(place))?.rule.types ??
        [];
      // Places come from clients: their number has no bound.
      if (this.#known.size >= 10_000) this.#known.clear();
      this.#known.set(key, types);
    }
    return types;
  }
}

function placePattern(place: string): RegExp {
  const parts = place
    .split(/(\*\*|\*)/)
    .map((part) => (part === '**' ? '.*' : part === '*' ? '[^/]*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')));
  return new RegExp(`^${parts.join('')}$`, 's');
}
