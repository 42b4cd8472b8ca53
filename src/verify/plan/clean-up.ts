/** Removes from a live engine what a run has made there, and nothing else. */
import { isJsonObject, type Json, writeJson } from '../../cassette/json.ts';
import type { ObjectKind } from '../../docker/operation-types.ts';
import { listOf, stringList } from '../../meaning/container-mounts.ts';
import { canonicalImage, isImageId } from '../../meaning/image-names.ts';
import { stringsAt } from '../../meaning/json.ts';
import type { Ask } from './ask.ts';
import { identityOf } from './identity.ts';
import { leftInRegistries, type MadeObject, type Removable } from './made-objects.ts';
import { isSwarmKind } from './needs.ts';

export interface CleanedUp {
  /** `container web`, … */
  readonly removed: readonly string[];
  /** What is still there, each with why: `network shop: it has active endpoints`. */
  readonly left: readonly string[];
}

/** Who is in the way goes first; volumes and networks are free when their containers are gone, secrets when their services are. */
const ORDER: readonly ObjectKind[] = ['service', 'container', 'network', 'volume', 'image', 'secret', 'config', 'plugin', 'swarm'];

/** How often, and after how many milliseconds, what is still in use is tried again. */
const ATTEMPTS = 10;
/** The same for what an engine may make yet: it was asked to when the run was broken off. */
const LATE = 4;
/** How often it is looked whether the containers of a service are gone: by default they get ten seconds to end. */
const LOOKS = 40;
/** How often in a row there must be none of them. */
const QUIET_LOOKS = 4;
const PAUSE = 500;
const IN_USE: ReadonlySet<number> = new Set([400, 403, 409, 500]);

/**
 * @param made what the run made, in order
 * @param pause waits that many milliseconds
 * Never rejects: where the engine does not answer any more, all that it was asked for is left.
 */
export async function cleanUp(made: Removable, ask: Ask, pause: (ms: number) => Promise<void>): Promise<CleanedUp> {
  const removed: string[] = [];
  const left: string[] = [];
  for (const object of inOrder(made.list)) {
    const objection = await remove(object, made, ask, pause);
    if (objection === null) removed.push(object.label);
    else if (objection !== KEPT) left.push(`${object.label}: ${objection}`);
  }
  return { removed, left: [...left, ...leftInRegistries(made.published)] };
}

/** The newest of a kind first: images build on those before them. Tags before ids. */
function inOrder(list: readonly MadeObject[]): MadeObject[] {
  const newestFirst = [...list].reverse();
  const rank = ({ kind, handle }: MadeObject) => ORDER.indexOf(kind) * 2 + Number(kind === 'image' && isId(handle));
  return newestFirst.sort((a, b) => rank(a) - rank(b));
}

/** It is somebody else's by now. */
const KEPT = Symbol('kept');

/** Null where it is gone, else what the engine said. */
async function remove(
  object: MadeObject,
  made: Removable,
  ask: Ask,
  pause: (ms: number) => Promise<void>,
): Promise<string | typeof KEPT | null> {
  try {
    if (await isTakenOver(object, ask)) return 'it is no longer the one that this run made';
    const last = await lastNameOfAnother(object, made, ask);
    if (last !== null) return last;
    if (await isNamedByOthers(object, made, ask)) return KEPT;
    const isSlow = object.kind === 'network' || object.kind === 'volume';
    for (let attempt = 1; ; attempt++) {
      const { status, json } = await ask(...removal(object));
      // A swarm takes all that is in it along when it is left.
      if (status === 503 && object.kind === 'service') return await removeContainersOf(object, ask);
      if (status === 404 && object.doubtful && attempt < LATE) await pause(PAUSE);
      else if (status === 404) return await successorOf(object, ask);
      else if (status === 503 && isSwarmKind(object.kind)) return null;
      else if (status < 300) return object.kind === 'service' ? await untilGone(object, ask, pause) : null;
      else if (!isSlow || attempt >= ATTEMPTS || !IN_USE.has(status)) return messageOf(json) ?? `status ${status}`;
      else await pause(PAUSE);
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** By its name somebody else's would go. */
async function isTakenOver({ kind, handle, identity }: MadeObject, ask: Ask): Promise<boolean> {
  if (identity === undefined) return false;
  const now = await identityOf({ kind, name: handle }, ask);
  return now !== null && now !== identity;
}

/** It is gone already; who looks for it by its name should know that it is another one. */
async function successorOf({ kind, name }: MadeObject, ask: Ask): Promise<string | null> {
  if (name === undefined || (await identityOf({ kind, name }, ask)) === null) return null;
  return "the one that this run made is gone, and what has its name now is somebody else's";
}

/** The tasks of a service end by and by after it is gone, their containers with them; some begin a moment later only to end. */
async function untilGone({ handle }: MadeObject, ask: Ask, pause: (ms: number) => Promise<void>): Promise<string | null> {
  const tasks = `/tasks?filters=${filters({ service: [handle] })}`;
  const containers = containersOf(handle);
  let quiet = 0;
  for (let look = 1; ; look++) {
    const left = [...listOf((await ask('GET', tasks)).json), ...listOf((await ask('GET', containers)).json)];
    quiet = left.length === 0 ? quiet + 1 : 0;
    if (quiet >= QUIET_LOOKS) return null;
    if (look >= LOOKS) return 'it is gone, and its containers are not';
    await pause(PAUSE);
  }
}

/** Nobody ends them any more when the swarm was left. */
async function removeContainersOf({ handle }: MadeObject, ask: Ask): Promise<string | null> {
  for (const id of listOf((await ask('GET', containersOf(handle))).json).flatMap((container) => stringsAt(container, 'Id'))) {
    const { status, json } = await ask('DELETE', `/containers/${id}?force=1&v=1`);
    if (status >= 300 && status !== 404) return messageOf(json) ?? `status ${status}`;
  }
  return null;
}

function containersOf(service: string): string {
  return `/containers/json?all=1&filters=${filters({ label: [`com.docker.swarm.service.id=${service}`] })}`;
}

function filters(json: Json): string {
  return encodeURIComponent(writeJson(json, 'go'));
}

function removal({ kind, handle }: MadeObject): [method: string, target: string] {
  const name = encodeURIComponent(handle).replaceAll('%2F', '/').replaceAll('%3A', ':').replaceAll('%40', '@');
  switch (kind) {
    case 'container':
      return ['DELETE', `/containers/${name}?force=1&v=1`];
    case 'image':
      // Without noprune parents that have no name would go too, and they may be somebody's.
      return ['DELETE', `/images/${name}?noprune=1`];
    case 'plugin':
      return ['DELETE', `/plugins/${name}?force=1`];
    case 'swarm':
      return ['POST', '/swarm/leave?force=1'];
    default:
      return ['DELETE', `/${kind}s/${name}`];
  }
}

/** An image that was there without a name would go with the one that this run gave it. */
async function lastNameOfAnother({ kind, handle }: MadeObject, made: Removable, ask: Ask): Promise<string | null> {
  if (kind !== 'image' || isId(handle)) return null;
  const { status, json } = await ask('GET', `/images/${handle}/json`);
  if (status !== 200 || !isJsonObject(json) || typeof json.Id !== 'string' || !made.hadImage(json.Id)) return null;
  const others = stringList(json.RepoTags).filter((name) => !made.owns('image', name) && canonicalImage(name) !== handle);
  return others.length > 0 ? null : 'the image behind it was there before, and has no other name';
}

/** Somebody has come by the same image meanwhile (builds with a cache in common do): by its id it would go from them too. */
async function isNamedByOthers({ kind, handle }: MadeObject, made: Removable, ask: Ask): Promise<boolean> {
  if (kind !== 'image' || !isId(handle)) return false;
  const { status, json } = await ask('GET', `/images/${handle}/json`);
  return status === 200 && isJsonObject(json) && stringList(json.RepoTags).some((name) => !made.owns('image', name));
}

function isId(handle: string): boolean {
  return isImageId(handle) || /^[0-9a-f]{12}$/.test(handle);
}

function messageOf(json: unknown): string | null {
  const message = typeof json === 'object' && json !== null && 'message' in json ? json.message : null;
  return typeof message === 'string' ? message : null;
}
