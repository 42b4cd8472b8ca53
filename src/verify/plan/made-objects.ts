/**
 * What this run has made on a live engine so far, told of each exchange as it ends: what may be touched, what is compared,
 * and what is to be removed. Also after an interrupt: it is right after every exchange.
 */
import { isJsonObject } from '../../cassette/json.ts';
import type { BodyFiles, RecordedRequest } from '../../cassette/types.ts';
import type { ObjectKind, OperationMatch } from '../../docker/operation-types.ts';
import { findOperation } from '../../docker/operations.ts';
import type { NamedThing, SessionPlan } from '../../docker/session-plan.ts';
import { listOf } from '../../meaning/container-mounts.ts';
import { canonicalImage, isImageId, isLocalRegistry, maybeImageId, registryOf } from '../../meaning/image-names.ts';
import { stringsAt } from '../../meaning/json.ts';
import { bareId, goneBy, type MadeThing, madeBy, succeeded } from '../../meaning/made-objects.ts';
import { usedObjects } from '../../meaning/used-objects.ts';
import type { OwnObjects, Told } from '../types.ts';
import type { Ask } from './ask.ts';
import { builtImages } from './built-images.ts';
import type { KnownThing } from './identity.ts';
import { pushedImage } from './needs.ts';
import { bareName, keyOf, Ownership } from './ownership.ts';

/** What the run found on the engine, before the first request. */
export interface Before {
  /** Of what the session names, what is there and somebody else's. */
  readonly present: readonly NamedThing[];
  /** What the setup has made. */
  readonly ours: readonly KnownThing[];
  /** Ids of all images, without `sha256:`. */
  readonly images: ReadonlySet<string>;
}

/** To be removed. */
export interface MadeObject {
  readonly kind: ObjectKind;
  /** By which it is removed: the engine's id, or the name of what has none. */
  readonly handle: string;
  /** For people. */
  readonly label: string;
  /** The engine did not say that it has made it: it may come yet. */
  readonly doubtful: boolean;
  /** Where the handle is a name: which object it stood for. */
  readonly identity?: string;
  /** Where the handle is an id: the name it had. Whoever has that afterwards is somebody else. */
  readonly name?: string;
}

/** What a clean-up must know. */
export interface Removable {
  /** In the order in which it was made. */
  readonly list: readonly MadeObject[];
  /** What no engine can take back: images that went to a registry. */
  readonly published: readonly string[];
  /** Whether that object of the live engine is this run's. */
  owns(kind: ObjectKind, name: string): boolean;
  /** Whether an image of that id, or one that begins so, was there before. */
  hadImage(id: string): boolean;
}

/** What is made and removed by its name; an image by its tags. To make it anew is no error, so what has the name may be somebody's. */
const NAMES_ALONE: ReadonlySet<ObjectKind> = new Set(['image', 'plugin', 'volume']);

/** Of an id: what the docker CLI shows. */
const SHORT_ID = 12;

export class MadeObjects implements OwnObjects, Removable {
  readonly #recorded: ReadonlySet<string>;
  readonly #before: Before;
  readonly #present: ReadonlySet<string>;
  readonly #ownership: Ownership;
  readonly #toRemove = new Map<string, MadeObject>();
  readonly #published = new Set<string>();
  /** Of the setup, as long as nothing of this session came in its place: identities by what is called so. */
  readonly #setup: Map<string, string>;

  constructor(plan: Pick<SessionPlan, 'own'>, before: Before) {
    this.#recorded = plan.own;
    this.#before = before;
    this.#present = new Set(before.present.map(keyOf));
    this.#ownership = new Ownership(
      before.ours.map(({ kind, name, identity }) => (NAMES_ALONE.has(kind) ? { kind, name } : { kind, name, id: identity })),
    );
    this.#setup = new Map(before.ours.map((thing) => [keyOf(thing), thing.identity]));
  }

  get list(): readonly MadeObject[] {
    return [...this.#toRemove.values()];
  }

  get published(): readonly string[] {
    return [...this.#published];
  }

  /** Takes the outcome of one exchange with the engine. */
  heard({ interaction, files }: Told): void {
    const match = findOperation(interaction.request.method, interaction.request.target);
    if (match === null) return;
    for (const gone of goneBy(interaction, match, files)) this.#forget(gone);
    if (match.operation.id === 'SwarmLeave' && succeeded(interaction.outcome)) this.#toRemove.delete('swarm ');
    if (match.operation.id === 'ImagePush' && succeeded(interaction.outcome)) this.#published.add(pushedImage(match));
    if (!('head' in interaction.outcome)) this.#expect(interaction.request, match, files);
    const built = builtImages(interaction, files);
    for (const image of built.pushed) this.#published.add(image);
    for (const thing of [...madeBy(interaction, match, files), ...built.made]) {
      if (!this.#wasThere(thing) && !this.#isTaken(thing) && !this.#isOfSetup(thing)) this.#remember(thing);
    }
    this.#ownership.learn(interaction, match, files, (thing) => this.#wasThere(thing));
  }

  owns(kind: ObjectKind, name: string): boolean {
    if (this.#isTaken({ kind, name })) return false;
    if (this.#ownership.find(kind, name)?.ours !== true) return false;
    return kind !== 'image' || !(isImageId(name) || maybeImageId(name)) || !this.hadImage(name);
  }

  /** Whether it was there before, and is somebody else's. */
  isForeign(kind: ObjectKind, name: string): boolean {
    return this.#present.has(keyOf({ kind, name })) && !this.owns(kind, name);
  }

  /** Which object of the setup that name stands for; null for what is no name of one. */
  setupIdentity(kind: ObjectKind, name: string): string | null {
    return this.#setup.get(keyOf({ kind, name })) ?? null;
  }

  hadImage(written: string): boolean {
    const start = bareId(written);
    if (this.#before.images.has(start)) return true;
    for (const id of this.#before.images) if (id.startsWith(start)) return true;
    return false;
  }

  isRecorded(text: string): boolean {
    return holds(this.#recorded, text);
  }

  isLive(text: string): boolean {
    return holds(this.#ownership.ourNames, text);
  }

  /**
   * Looks at what a request is about to remove: with a container its volumes without a name lose the only thing that leads
   * to them. To be waited for before such a request is sent; of any other it is done at once.
   */
  async foresee(request: RecordedRequest, ask: Ask): Promise<void> {
    const match = findOperation(request.method, request.target);
    if (match?.operation.id !== 'ContainerDelete') return;
    const container = match.parameters.id as string;
    if (this.owns('container', container)) await this.rememberVolumes(container, ask);
  }

  /** Looks for the volumes without a name of a container of this run. */
  async rememberVolumes(container: string, ask: Ask): Promise<void> {
    const { status, json } = await ask('GET', `/containers/${encodeURIComponent(container)}/json`);
    if (status !== 200) return;
    for (const mount of listOf(isJsonObject(json) ? json.Mounts : undefined)) {
      const [name] = stringsAt(mount, 'Name');
      if (name !== undefined && /^[0-9a-f]{64}$/.test(name)) this.#remember({ kind: 'volume', id: null, name, perhaps: false });
    }
  }

  /** A request to make something that was never answered: if the engine has done it, then by that name, which was free. */
  #expect(request: RecordedRequest, match: OperationMatch, files: BodyFiles): void {
    for (const { kind, name, role } of usedObjects(request, match, files)) {
      if (role === 'make' && !this.isForeign(kind, name)) this.#add(kind, bareName(kind, name), name, true);
    }
  }

  #wasThere({ kind, id, name, perhaps }: MadeThing): boolean {
    if (!perhaps) return false;
    if (id !== null) return kind === 'image' && this.hadImage(id);
    return name !== null && this.#present.has(keyOf({ kind, name }));
  }

  /** Whatever was done to it since: it was there before under that name, and stays. */
  #isTaken({ kind, name }: { readonly kind: ObjectKind; readonly name: string | null }): boolean {
    return name !== null && NAMES_ALONE.has(kind) && this.#present.has(keyOf({ kind, name }));
  }

  /** A volume of the setup is mounted, not made, and other sessions are to find it. An image takes the place of the setup's. */
  #isOfSetup({ kind, name }: MadeThing): boolean {
    if (name === null || !this.#setup.has(keyOf({ kind, name }))) return false;
    if (kind === 'volume') return true;
    this.#setup.delete(keyOf({ kind, name }));
    return false;
  }

  #remember({ kind, id, name }: MadeThing): void {
    // They go with their container, and with the swarm.
    if (kind === 'exec' || kind === 'node') return;
    if (kind === 'image') {
      // The tag first: what has one is not removed by its id without force, which would take tags of others along.
      for (const handle of [name, id]) if (handle !== null) this.#add(kind, handle, name ?? handle);
      return;
    }
    const handle = id ?? name ?? '';
    this.#add(kind, handle, name ?? handle);
  }

  #add(kind: ObjectKind, handle: string, name: string, doubtful = false): void {
    const shown = /^[0-9a-f]{64}$/.test(name) ? name.slice(0, SHORT_ID) : name;
    this.#toRemove.set(`${kind} ${handle}`, { kind, handle, label: `${kind} ${shown}`.trimEnd(), doubtful });
  }

  #forget({ kind, name }: NamedThing): void {
    this.#setup.delete(keyOf({ kind, name }));
    const object = this.#ownership.find(kind, name);
    for (const handle of [bareName(kind, name), object?.id, ...(kind === 'image' ? [] : (object?.names ?? []))]) {
      if (handle != null) this.#toRemove.delete(`${kind} ${handle}`);
    }
  }
}

/** What is put into a registry of the machine itself is there to be tried, and not worth a word. */
export function leftInRegistries(published: readonly string[]): string[] {
  return published.filter((image) => !isLocalRegistry(registryOf(image))).map((image) => `image ${image} in its registry`);
}

function holds(own: { has(name: string): boolean; keys(): Iterable<string> }, text: string): boolean {
  const bare = bareId(text.startsWith('/') ? text.slice(1) : text);
  if (own.has(bare) || own.has(canonicalImage(bare))) return true;
  if (bare.length < SHORT_ID || !/^[0-9a-z]+$/.test(bare)) return false;
  for (const name of own.keys()) if (name.startsWith(bare)) return true;
  return false;
}
