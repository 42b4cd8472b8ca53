/**
 * Which objects of the engine each recorded request is about, and which changes of an object came before a moment of the
 * recording. Read once over the whole cassette, when the first stream or the first changing read asks.
 */
import { isJsonObject, type Json, type JsonObject } from '../cassette/json.ts';
import type { Cassette, Interaction } from '../cassette/types.ts';
import type { ObjectKind, Operation, OperationMatch } from '../docker/operation-types.ts';
import { findOperation } from '../docker/operations.ts';
import { answerJson, bodyJson } from '../meaning/answer.ts';
import { Aliases, type ObjectName } from './aliases.ts';

/** Answers in which ids and names stand side by side. */
const NAMING_ANSWERS: ReadonlySet<string> = new Set(['ContainerInspect', 'ContainerList', 'NetworkInspect', 'NetworkList']);
/** `busybox` means `busybox:latest` where an image is asked for. */
const HAS_TAG = /:[^/]+$|@/;

interface Change {
  readonly interaction: Interaction;
  readonly operation: Operation;
  readonly about: readonly ObjectName[];
}

export class Objects {
  readonly #cassette: Cassette;
  readonly #aliases = new Aliases();
  readonly #matches = new Map<Interaction, OperationMatch | null>();
  readonly #about = new Map<Interaction, readonly ObjectName[]>();
  /** The container an exec runs in. */
  readonly #containers = new Map<ObjectName, ObjectName>();
  /** Networks and volumes a container was made with: its changes show in theirs. */
  readonly #links = new Map<ObjectName, readonly ObjectName[]>();
  readonly #terminals = new Map<ObjectName, boolean>();
  /** In order of the request's sequence number. */
  readonly #changes: Change[] = [];
  readonly #byObject = new Map<ObjectName, Change[]>();

  constructor(cassette: Cassette) {
    this.#cassette = cassette;
    const ordered = [...cassette.interactions].sort((a, b) => a.order.request - b.order.request);
    for (const interaction of ordered) this.#learn(interaction);
    for (const interaction of ordered) this.#enter(interaction);
  }

  /** The objects a request is about: the one of its path (or that it made), an exec's container too. */
  about(interaction: Interaction): readonly ObjectName[] {
    let about = this.#about.get(interaction);
    if (about === undefined) {
      about = this.#findAbout(interaction);
      this.#about.set(interaction, about);
    }
    return about;
  }

  /** Whether a stream of it runs on a terminal; undefined where the cassette does not say. */
  hasTerminal(interaction: Interaction): boolean | undefined {
    for (const object of this.about(interaction)) {
      const known = this.#terminals.get(object);
      if (known !== undefined) return known;
    }
    return undefined;
  }

  /** The last lifecycle change of these objects whose request came before `seq`, other than `self`. */
  lastLifecycle(objects: readonly ObjectName[], seq: number, self: Interaction): Interaction | null {
    return this.#last(objects, seq, (change) => change.operation.lifecycle && change.interaction !== self);
  }

  /** The same for changes of every sort. */
  lastChange(objects: readonly ObjectName[], seq: number): Interaction | null {
    return this.#last(objects, seq, () => true);
  }

  /** All changes whose request lies between the two moments. */
  changesBetween(from: number, to: number): readonly Change[] {
    return this.#changes.filter(({ interaction }) => interaction.order.request > from && interaction.order.request < to);
  }

  /** What a change is about, with what that is tied to. */
  reach(change: Change): readonly ObjectName[] {
    return change.about.flatMap((object) => [object, ...(this.#links.get(object) ?? [])]);
  }

  /** Objects whose id or name stands somewhere in the document. */
  mentionedIn(json: Json, seq: number): Set<ObjectName> {
    const found = new Set<ObjectName>();
    for (const text of stringsOf(json)) for (const object of this.#aliases.mentioned(text, seq)) found.add(object);
    return found;
  }

  /** The objects an event names: its actor, and the container or exec in its attributes. */
  namedByEvent(event: JsonObject, seq: number): ObjectName[] {
    const actor = isJsonObject(event.Actor) ? event.Actor : {};
    const attributes = isJsonObject(actor.Attributes) ? actor.Attributes : {};
    const named = [actor.ID, event.id, attributes.container, attributes.execID].filter((value) => typeof value === 'string');
    const kind = typeof event.Type === 'string' ? event.Type : 'container';
    return [...new Set(named)].flatMap((text) => {
      const known = this.#aliases.mentioned(text, seq);
      return known.length > 0 ? known : [this.#resolve(kind as ObjectKind, text, seq)];
    });
  }

  #findAbout(interaction: Interaction): readonly ObjectName[] {
    const match = this.#matchOf(interaction);
    if (match?.operation.object == null) return [];
    const { kind, parameter } = match.operation.object;
    const seq = interaction.order.request;
    const found: ObjectName[] = [];
    if (parameter !== null) found.push(this.#resolve(kind, match.parameters[parameter] as string, seq));
    found.push(...this.#beside(interaction, match));
    const container = found[0] === undefined ? undefined : this.#containers.get(found[0]);
    if (container !== undefined) found.push(container);
    return found;
  }

  #last(objects: readonly ObjectName[], seq: number, wanted: (change: Change) => boolean): Interaction | null {
    let last: Interaction | null = null;
    for (const object of objects) {
      const found = this.#byObject.get(object)?.findLast((change) => change.interaction.order.request < seq && wanted(change))?.interaction;
      if (found !== undefined && (last === null || found.order.request > last.order.request)) last = found;
    }
    return last;
  }

  #resolve(kind: ObjectKind, name: string, seq: number): ObjectName {
    if (kind === 'image') return `image ${HAS_TAG.test(name) ? name : `${name}:latest`}`;
    return this.#aliases.resolve(kind, name, seq);
  }

  #matchOf(interaction: Interaction): OperationMatch | null {
    let match = this.#matches.get(interaction);
    if (match === undefined) {
      match = findOperation(interaction.request.method, interaction.request.target);
      this.#matches.set(interaction, match);
    }
    return match;
  }

  /** Objects that stand elsewhere than in the path. */
  #beside(interaction: Interaction, { operation, query }: OperationMatch): ObjectName[] {
    const seq = interaction.order.request;
    const asked = new URLSearchParams(query);
    const { files } = this.#cassette;
    const fromBody = (kind: ObjectKind, key: string) =>
      namesIn(bodyJson(interaction.request.body, files), key).map((name) => this.#resolve(kind, name, seq));
    const fromQuery = (kind: ObjectKind, key: string) => asked.getAll(key).map((name) => this.#resolve(kind, name, seq));
    const made = (kind: ObjectKind, key: string) =>
      namesIn(answerJson(interaction.outcome, files), key).map((name) => this.#resolve(kind, name, seq));
    switch (operation.id) {
      case 'ContainerCreate':
        return made('container', 'Id');
      case 'ContainerExec':
        return made('exec', 'Id');
      case 'NetworkCreate':
        return made('network', 'Id');
      case 'VolumeCreate':
        return made('volume', 'Name');
      case 'NetworkConnect':
      case 'NetworkDisconnect':
        return fromBody('container', 'Container');
      case 'ImageBuild':
        return fromQuery('image', 't');
      case 'ImageCreate':
        return reference(asked, asked.has('fromImage') ? 'fromImage' : 'repo').map((name) => this.#resolve('image', name, seq));
      case 'ImageTag':
        return reference(asked, 'repo').map((name) => this.#resolve('image', name, seq));
      case 'ImageCommit':
        return [...fromQuery('container', 'container'), ...reference(asked, 'repo').map((name) => this.#resolve('image', name, seq))];
      default:
        return [];
    }
  }

  /** Takes names, execs and terminals from what was said. */
  #learn(interaction: Interaction): void {
    const match = this.#matchOf(interaction);
    const kind = match?.operation.object?.kind;
    if (match === null || (kind !== 'container' && kind !== 'exec' && kind !== 'network')) return;
    const { operation, parameters, query } = match;
    const { files } = this.#cassette;
    const seq = interaction.order.response ?? interaction.order.request;
    if (operation.id === 'ContainerRename') {
      const id = this.#aliases.resolve('container', parameters.id as string, interaction.order.request).slice('container '.length);
      const name = new URLSearchParams(query).get('name');
      if (name !== null && interaction.outcome.kind === 'whole' && interaction.outcome.head.status < 300) {
        this.#aliases.learnName('container', name, id, seq);
      }
      return;
    }
    if (NAMING_ANSWERS.has(operation.id)) {
      const answer = answerJson(interaction.outcome, files);
      for (const item of Array.isArray(answer) ? answer : [answer]) this.#learnNames(kind, item, seq);
      return;
    }
    if (operation.id === 'ContainerCreate' || operation.id === 'NetworkCreate' || operation.id === 'ContainerExec') {
      this.#learnMade(interaction, match, seq);
    } else if (operation.id === 'ExecInspect') {
      const answer = answerJson(interaction.outcome, files);
      const config = isJsonObject(answer) ? answer.ProcessConfig : undefined;
      const exec = this.#aliases.resolve('exec', parameters.id as string, seq);
      if (isJsonObject(config) && typeof config.tty === 'boolean') this.#terminals.set(exec, config.tty);
      const [container] = namesIn(answer, 'ContainerID');
      if (container !== undefined) this.#containers.set(exec, this.#aliases.resolve('container', container, seq));
    }
  }

  #learnNames(kind: ObjectKind, item: Json | undefined, seq: number): void {
    const [id] = namesIn(item, 'Id');
    if (id === undefined || !isJsonObject(item)) return;
    this.#aliases.learnId(kind, id);
    for (const name of [...namesIn(item, 'Name'), ...listIn(item, 'Names')]) this.#aliases.learnName(kind, name, id, seq);
    const object = this.#aliases.resolve(kind, id, seq);
    if (isJsonObject(item.Config) && typeof item.Config.Tty === 'boolean') this.#terminals.set(object, item.Config.Tty);
    for (const exec of listIn(item, 'ExecIDs')) this.#containers.set(this.#aliases.resolve('exec', exec, seq), object);
  }

  #learnMade(interaction: Interaction, { operation, parameters, query }: OperationMatch, seq: number): void {
    const [id] = namesIn(answerJson(interaction.outcome, this.#cassette.files), 'Id');
    if (id === undefined) return;
    const body = bodyJson(interaction.request.body, this.#cassette.files);
    const terminal = isJsonObject(body) && body.Tty === true;
    switch (operation.id) {
      case 'ContainerCreate': {
        this.#aliases.learnId('container', id);
        const name = new URLSearchParams(query).get('name');
        if (name) this.#aliases.learnName('container', name, id, seq);
        this.#terminals.set(`container ${id}`, terminal);
        this.#links.set(`container ${id}`, this.#linksIn(body, seq));
        return;
      }
      case 'ContainerExec':
        this.#aliases.learnId('exec', id);
        this.#containers.set(`exec ${id}`, this.#aliases.resolve('container', parameters.id as string, seq));
        this.#terminals.set(`exec ${id}`, terminal);
        return;
      default:
        this.#aliases.learnId('network', id);
        for (const name of namesIn(body, 'Name')) this.#aliases.learnName('network', name, id, seq);
    }
  }

  #linksIn(body: Json | undefined, seq: number): ObjectName[] {
    const host = isJsonObject(body) && isJsonObject(body.HostConfig) ? body.HostConfig : {};
    const networking = isJsonObject(body) && isJsonObject(body.NetworkingConfig) ? body.NetworkingConfig.EndpointsConfig : undefined;
    const networks = [...namesIn(host, 'NetworkMode'), ...(isJsonObject(networking) ? Object.keys(networking) : [])];
    const mounted = Array.isArray(host.Mounts) ? host.Mounts.flatMap((mount) => namesIn(mount, 'Source')) : [];
    const bound = listIn(host, 'Binds').map((bind) => bind.split(':', 1)[0] as string);
    return [
      ...networks.map((name) => this.#aliases.resolve('network', name, seq)),
      ...[...mounted, ...bound].map((name) => this.#aliases.resolve('volume', name, seq)),
    ];
  }

  #enter(interaction: Interaction): void {
    const operation = this.#matchOf(interaction)?.operation;
    if (operation?.effect !== 'change') return;
    const change = { interaction, operation, about: this.about(interaction) };
    this.#changes.push(change);
    for (const object of change.about) {
      const changes = this.#byObject.get(object);
      if (changes === undefined) this.#byObject.set(object, [change]);
      else changes.push(change);
    }
  }
}

function namesIn(json: Json | undefined, key: string): string[] {
  const value = isJsonObject(json) ? json[key] : undefined;
  return typeof value === 'string' && value !== '' ? [value] : [];
}

function listIn(json: JsonObject, key: string): string[] {
  const value = json[key];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** `repo:tag` of a query that names them apart. */
function reference(query: URLSearchParams, key: string): string[] {
  const name = query.get(key);
  if (!name) return [];
  const tag = query.get('tag');
  if (!tag) return [name];
  return [tag.includes(':') ? `${name}@${tag}` : `${name}:${tag}`];
}

function* stringsOf(json: Json): Generator<string> {
  if (typeof json === 'string') yield json;
  else if (Array.isArray(json)) for (const item of json) yield* stringsOf(item);
  else if (isJsonObject(json)) {
    for (const [key, value] of Object.entries(json)) {
      yield key;
      yield* stringsOf(value);
    }
  }
}
