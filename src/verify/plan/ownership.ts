/**
 * Whose an object is, moment by moment of a recording: the session made it, or somebody else had. Unlike meaning/aliases.ts
 * nothing that was said later counts: `rm web` before `create --name web` is about the web of somebody else.
 */
import { isJsonObject, type Json } from '../../cassette/json.ts';
import type { BodyFiles, Interaction } from '../../cassette/types.ts';
import type { ObjectKind, OperationMatch } from '../../docker/operation-types.ts';
import type { NamedThing } from '../../docker/session-plan.ts';
import { answerJson } from '../../meaning/answer.ts';
import { listOf, memberOf, stringList } from '../../meaning/container-mounts.ts';
import { canonicalImage, isImageId, maybeImageId } from '../../meaning/image-names.ts';
import { stringsAt } from '../../meaning/json.ts';
import { bareId, type MadeThing, madeBy, succeeded } from '../../meaning/made-objects.ts';
import { builtImages } from './built-images.ts';

/** With fewer digits it is rather a name. */
const SHORTEST_ID = 4;

export interface Owned {
  readonly kind: ObjectKind;
  /** The session made it, or its setup did. */
  readonly ours: boolean;
  /** Which interaction made it; null for what was there, and what the setup made. */
  readonly maker: Interaction | null;
  /** All that it is called, its id aside. */
  readonly names: Set<string>;
  /** Null while none is known. */
  id: string | null;
}

/** Where names and ids stand side by side in answers: by operation, how to get at the objects. */
const LISTINGS: Readonly<Record<string, (answer: Json) => readonly Json[]>> = {
  ContainerInspect: (answer) => [answer],
  ContainerList: listOf,
  ImageInspect: (answer) => [answer],
  ImageList: listOf,
  NetworkInspect: (answer) => [answer],
  NetworkList: listOf,
  VolumeInspect: (answer) => [answer],
  VolumeList: (answer) => listOf(isJsonObject(answer) ? answer.Volumes : undefined),
  ServiceInspect: (answer) => [answer],
  ServiceList: listOf,
  SecretInspect: (answer) => [answer],
  SecretList: listOf,
  ConfigInspect: (answer) => [answer],
  ConfigList: listOf,
};

export class Ownership {
  readonly #byName = new Map<string, Owned>();
  /** By kind: whole ids, for the short forms. */
  readonly #ids = new Map<ObjectKind, Map<string, Owned>>();
  readonly #ourNames = new Map<string, Owned>();

  /** @param ours what is this run's own before its first request; with its id where the engine is a live one */
  constructor(ours: readonly (NamedThing & { readonly id?: string })[]) {
    for (const { kind, name, id } of ours) {
      const object = owned(kind, true, null);
      this.#call(object, name);
      if (id !== undefined) this.#identify(object, id);
    }
  }

  /** Every id and name of what the session made so far, and whose it was last. */
  get ourNames(): ReadonlyMap<string, Owned> {
    return this.#ourNames;
  }

  /** What a request means by that name now; undefined where nothing was heard of it. */
  find(kind: ObjectKind, written: string): Owned | undefined {
    const name = bareName(kind, written);
    const known = this.#byName.get(`${kind} ${name}`);
    if (known !== undefined) return known;
    const mayBeId = kind === 'image' ? maybeImageId(written) : name.length >= SHORTEST_ID && /^[0-9a-z]+$/.test(name);
    if (!mayBeId) return undefined;
    const start = bareId(written);
    const found = new Set([...(this.#ids.get(kind) ?? [])].filter(([id]) => id.startsWith(start)).map(([, object]) => object));
    return found.size === 1 ? [...found][0] : undefined;
  }

  /**
   * Takes what an answer says.
   * @param foreign of what it seems to have made, what was there before all the same
   */
  learn(interaction: Interaction, match: OperationMatch, files: BodyFiles, foreign: (thing: MadeThing) => boolean): void {
    for (const thing of [...madeBy(interaction, match, files), ...builtImages(interaction, files).made]) {
      const { kind, id, name, perhaps } = thing;
      const before = name === null ? undefined : this.find(kind, name);
      // A volume that was seen before is only mounted; one of ours stays what it is.
      if (before !== undefined && perhaps && (kind === 'volume' || before.ours)) continue;
      // Layers that a build took from its cache, or from what it starts from.
      if (id !== null && perhaps && this.find(kind, id) !== undefined) continue;
      const ours = !foreign(thing);
      const object = owned(kind, ours, ours ? interaction : null);
      if (id !== null) this.#identify(object, id);
      if (name !== null) this.#call(object, name);
    }
    if (!succeeded(interaction.outcome)) return;
    if (match.operation.id === 'ContainerRename') this.#rename(match);
    const items = LISTINGS[match.operation.id];
    const answer = items === undefined ? undefined : answerJson(interaction.outcome, files);
    if (items === undefined || answer === undefined || match.operation.object === null) return;
    for (const item of items(answer)) this.#learnItem(match.operation.object.kind, item, interaction);
  }

  #rename({ parameters, query }: OperationMatch): void {
    const name = new URLSearchParams(query).get('name');
    if (!name) return;
    const before = parameters.id as string;
    const known = this.find('container', before);
    const object = known ?? owned('container', false, null);
    // Of a container that nothing was heard of: by the name it had it is looked for.
    if (known === undefined) this.#call(object, before);
    this.#call(object, name);
  }

  #learnItem(kind: ObjectKind, item: Json, interaction: Interaction): void {
    if (!isJsonObject(item)) return;
    const [id = null] = [...stringsAt(item, 'Id'), ...stringsAt(item, 'ID')].map(bareId);
    const names = [
      ...(kind === 'image' ? [] : stringsAt(item, 'Name')),
      ...stringList(item.Names),
      ...stringsAt(memberOf(item, 'Spec'), 'Name'),
      ...stringList(item.RepoTags),
      ...stringList(item.RepoDigests),
    ].filter((name) => !name.startsWith('<none>'));
    if (kind === 'image') this.#learnImage(id, names);
    else this.#learnOther(kind, id, names);
    if (kind === 'container') this.#learnVolumes(item, id, interaction);
  }

  #learnOther(kind: ObjectKind, id: string | null, names: readonly string[]): void {
    const byId = id === null ? undefined : this.#ids.get(kind)?.get(id);
    // In a recording what the setup made is known by its name alone until an answer tells its id.
    const named = names.map((name) => this.#byName.get(`${kind} ${bareName(kind, name)}`));
    const object = byId ?? named.find((one) => one !== undefined && (id === null || one.id === null)) ?? owned(kind, false, null);
    if (id !== null) this.#identify(object, id);
    for (const name of names) this.#call(object, name);
  }

  /** A tag may be ours though its image is not: only what a session brought with a tag of its own is its own. */
  #learnImage(id: string | null, names: readonly string[]): void {
    const tags = names.flatMap((name) => this.#byName.get(`image ${canonicalImage(name)}`) ?? []);
    const brought = tags.length > 0 && tags.length === names.filter((name) => !name.includes('@')).length && tags.every(isBrought);
    let image = id === null ? undefined : this.#ids.get('image')?.get(id);
    if (image === undefined) {
      image = owned('image', brought, brought ? (tags[0]?.maker ?? null) : null);
      if (id !== null) this.#identify(image, id);
    }
    for (const name of names) {
      image.names.add(canonicalImage(name));
      if (this.#byName.has(`image ${canonicalImage(name)}`)) continue;
      // A digest stands for the image, a tag for itself: others may give the image a second one.
      this.#call(name.includes('@') ? image : owned('image', false, null), name);
    }
  }

  /** Volumes without a name, of containers of ours. */
  #learnVolumes(item: Json, id: string | null, { order }: Interaction): void {
    const container = id === null ? undefined : this.#ids.get('container')?.get(id);
    if (container === undefined || !container.ours || order.response === null) return;
    for (const mount of listOf(isJsonObject(item) ? item.Mounts : undefined)) {
      const [name] = stringsAt(mount, 'Name');
      const anonymous = isJsonObject(mount) && mount.Type === 'volume' && name !== undefined && /^[0-9a-f]{64}$/.test(name);
      if (anonymous && this.find('volume', name) === undefined) this.#call(owned('volume', true, container.maker), name);
    }
  }

  #identify(object: Owned, id: string): void {
    const ids = this.#ids.get(object.kind) ?? new Map<string, Owned>();
    this.#ids.set(object.kind, ids.set(id, object));
    this.#byName.set(`${object.kind} ${id}`, object);
    object.id ??= id;
    if (object.ours) this.#ourNames.set(id, object);
  }

  #call(object: Owned, written: string): void {
    const name = bareName(object.kind, written);
    this.#byName.set(`${object.kind} ${name}`, object);
    object.names.add(name);
    if (object.ours) this.#ourNames.set(name, object);
  }
}

function owned(kind: ObjectKind, ours: boolean, maker: Interaction | null): Owned {
  return { kind, ours, maker, names: new Set(), id: null };
}

function isBrought({ ours, maker }: Owned): boolean {
  return ours && maker?.operation !== 'ImageTag';
}

/** Containers are listed with a slash. */
export function bareName(kind: ObjectKind, name: string): string {
  if (kind === 'image') return isImageId(name) ? bareId(name) : canonicalImage(name);
  return name.startsWith('/') ? name.slice(1) : name;
}

/** A name is better than an id: another engine has it, too. */
export function nameOf(object: Owned): string {
  const names = [...object.names];
  return names.find((name) => !name.includes('@sha256:')) ?? names[0] ?? object.id ?? '';
}

/** One text for each object, however its name is written. */
export function keyOf({ kind, name }: NamedThing): string {
  return `${kind} ${bareName(kind, name)}`;
}
