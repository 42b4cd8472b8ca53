/**
 * What a setup makes on a live engine, heard of its exchanges there. What others make at the same time is not among it,
 * whatever it is called.
 *
 *   what is there ► the setup runs; each exchange told, what it made by a name alone looked at ► settled ► sessions ► removed
 */
import { isJsonObject, type Json } from '../../cassette/json.ts';
import type { ObjectKind } from '../../docker/operation-types.ts';
import { findOperation } from '../../docker/operations.ts';
import type { NamedThing } from '../../docker/session-plan.ts';
import { listOf, stringList } from '../../meaning/container-mounts.ts';
import { stringsAt } from '../../meaning/json.ts';
import { bareId, madeBy } from '../../meaning/made-objects.ts';
import type { Told } from '../types.ts';
import type { Ask } from './ask.ts';
import { builtImages } from './built-images.ts';
import { identityOf, inspectionPath, type KnownThing } from './identity.ts';
import { type MadeObject, MadeObjects, type Removable } from './made-objects.ts';
import { bareName } from './ownership.ts';

/** What an engine has before its setup. */
export interface EngineContents {
  readonly things: readonly NamedThing[];
  /** Ids of all images, without `sha256:`. */
  readonly images: ReadonlySet<string>;
}

/** Where an engine lists what can be made by a name. */
const LISTS: readonly (readonly [kind: ObjectKind, path: string])[] = [
  ['container', '/containers/json?all=1'],
  ['network', '/networks'],
  ['volume', '/volumes'],
  ['plugin', '/plugins'],
  ['service', '/services'],
  ['secret', '/secrets'],
  ['config', '/configs'],
];

/** Only asks. What the engine does not know (plugins of Podman, services without a swarm) it has none of. */
export async function contentsOf(ask: Ask): Promise<EngineContents> {
  const images = listOf((await ask('GET', '/images/json?all=1')).json);
  const things: NamedThing[] = images
    .flatMap((image) => (isJsonObject(image) ? stringList(image.RepoTags) : []))
    .map((name) => ({ kind: 'image', name }));
  for (const [kind, path] of LISTS) {
    const { status, json } = await ask('GET', path);
    if (status >= 300) continue;
    const items = listOf(kind === 'volume' && isJsonObject(json) ? json.Volumes : json);
    for (const item of items) for (const name of namesOf(item)) things.push({ kind, name: bareName(kind, name) });
  }
  return { things, images: new Set(images.flatMap((image) => stringsAt(image, 'Id')).map(bareId)) };
}

export class SetupObjects implements Removable {
  readonly #made: MadeObjects;
  readonly #ask: Ask;
  /** Of what has no id of its own: by kind and handle. */
  readonly #identities = new Map<string, string>();
  /** Of what has one: by kind and handle. */
  readonly #names = new Map<string, string>();
  /** One after the other, so that the last one is right. */
  #looks: Promise<void> = Promise.resolve();

  constructor({ things, images }: EngineContents, ask: Ask) {
    this.#made = new MadeObjects({ own: new Set() }, { present: things, ours: [], images });
    this.#ask = ask;
  }

  get list(): readonly MadeObject[] {
    return this.#made.list.map((object) => {
      const key = `${object.kind} ${object.handle}`;
      const [identity, name] = [this.#identities.get(key), this.#names.get(key)];
      return { ...object, ...(identity === undefined ? {} : { identity }), ...(name === undefined ? {} : { name }) };
    });
  }

  get published(): readonly string[] {
    return this.#made.published;
  }

  owns(kind: ObjectKind, name: string): boolean {
    return this.#made.owns(kind, name);
  }

  hadImage(id: string): boolean {
    return this.#made.hadImage(id);
  }

  /** Takes one exchange of the setup with the engine. */
  heard(told: Told): void {
    this.#made.heard(told);
    const { interaction, files } = told;
    const match = findOperation(interaction.request.method, interaction.request.target);
    if (match === null) return;
    const things = [...madeBy(interaction, match, files), ...builtImages(interaction, files).made];
    for (const { kind, id, name } of things) {
      if (kind === 'container' && id !== null) this.#later(() => this.#made.rememberVolumes(id, this.#ask));
      if (name === null) continue;
      if (id === null || kind === 'image') this.#later(() => this.#look(kind, bareName(kind, name)));
      else this.#names.set(`${kind} ${id}`, name);
    }
  }

  /** When all that was heard has been looked at. */
  looked(): Promise<void> {
    return this.#looks;
  }

  /** All of it that is there now, by the name that it has now. */
  async asItIs(): Promise<KnownThing[]> {
    await this.#looks;
    const things: KnownThing[] = [];
    for (const object of this.list) if (!object.doubtful) things.push(...(await this.#known(object)));
    return things;
  }

  #later(look: () => Promise<void>): void {
    // An engine that is gone says so to whoever asks it next; what was not seen is not taken for the setup's.
    this.#looks = this.#looks.then(look).catch(() => {});
  }

  async #look(kind: ObjectKind, handle: string): Promise<void> {
    const key = `${kind} ${handle}`;
    this.#identities.set(key, 'not seen');
    this.#identities.set(key, (await identityOf({ kind, name: handle }, this.#ask)) ?? 'gone');
  }

  async #known({ kind, handle, identity }: MadeObject): Promise<KnownThing[]> {
    if (identity !== undefined) return [{ kind, name: handle, identity }];
    const path = inspectionPath({ kind, name: handle });
    if (path === null) return [];
    const { status, json } = await this.#ask('GET', path);
    if (status >= 300) return [];
    if (kind === 'image') return [{ kind, name: handle, identity: handle }];
    if (kind === 'volume') return [{ kind, name: handle, identity: (await identityOf({ kind, name: handle }, this.#ask)) ?? '' }];
    return namesOf(json).map((written) => {
      const name = bareName(kind, written);
      this.#names.set(`${kind} ${handle}`, name);
      return { kind, name, identity: handle };
    });
  }
}

function namesOf(item: Json | undefined): string[] {
  if (!isJsonObject(item)) return [];
  return [...stringsAt(item, 'Name'), ...stringList(item.Names), ...stringsAt(item.Spec, 'Name')];
}
