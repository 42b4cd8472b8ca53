/**
 * Which objects of the engine each recorded request is about, and which changes of an object came before a moment of the
 * recording. Read once over the whole cassette, when the first stream or the first changing read asks.
 */
import { isJsonObject, type Json, type JsonObject } from '../cassette/json.ts';
import type { Cassette, Interaction } from '../cassette/types.ts';
import type { ObjectKind, Operation, OperationMatch } from '../docker/operation-types.ts';
import { findOperation } from '../docker/operations.ts';
import type { ObjectName } from './aliases.ts';
import { answerJson, bodyJson } from './answer.ts';
import { namesIn, ObjectFacts } from './object-facts.ts';
import { isStrayInteraction } from './strays.ts';

/** `busybox` means `busybox:latest` where an image is asked for. */
const HAS_TAG = /:[^/]+$|@/;

interface Change {
  readonly interaction: Interaction;
  readonly operation: Operation;
  readonly about: readonly ObjectName[];
}

export class Objects {
  readonly #cassette: Cassette;
  readonly #facts: ObjectFacts;
  readonly #matches = new Map<Interaction, OperationMatch | null>();
  readonly #about = new Map<Interaction, readonly ObjectName[]>();
  /** In order of the request's sequence number. */
  readonly #changes: Change[] = [];
  readonly #byObject = new Map<ObjectName, Change[]>();

  constructor(cassette: Cassette) {
    this.#cassette = cassette;
    const ordered = [...cassette.interactions].sort((a, b) => a.order.request - b.order.request);
    this.#facts = new ObjectFacts(cassette.files);
    for (const interaction of ordered) {
      const match = this.#matchOf(interaction);
      if (match !== null) this.#facts.learn(interaction, match);
    }
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
      const known = this.#facts.hasTerminal(object);
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
    return change.about.flatMap((object) => [object, ...this.#facts.linksOf(object)]);
  }

  /** Objects whose id or name stands somewhere in the document. */
  mentionedIn(json: Json, seq: number): Set<ObjectName> {
    const found = new Set<ObjectName>();
    for (const text of stringsOf(json)) for (const object of this.#facts.aliases.mentioned(text, seq)) found.add(object);
    return found;
  }

  /** The objects an event names: its actor, and the container or exec in its attributes. */
  namedByEvent(event: JsonObject, seq: number): ObjectName[] {
    const actor = isJsonObject(event.Actor) ? event.Actor : {};
    const attributes = isJsonObject(actor.Attributes) ? actor.Attributes : {};
    const named = [actor.ID, event.id, attributes.container, attributes.execID].filter((value) => typeof value === 'string');
    const kind = typeof event.Type === 'string' ? event.Type : 'container';
    return [...new Set(named)].flatMap((text) => {
      const known = this.#facts.aliases.mentioned(text, seq);
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
    const container = found[0] === undefined ? undefined : this.#facts.containerOf(found[0]);
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
    return this.#facts.aliases.resolve(kind, name, seq);
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

  #enter(interaction: Interaction): void {
    const operation = this.#matchOf(interaction)?.operation;
    if (operation?.effect !== 'change' || isStrayInteraction(interaction)) return;
    const change = { interaction, operation, about: this.about(interaction) };
    this.#changes.push(change);
    for (const object of change.about) {
      const changes = this.#byObject.get(object);
      if (changes === undefined) this.#byObject.set(object, [change]);
      else changes.push(change);
    }
  }
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
