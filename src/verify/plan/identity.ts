/**
 * Which object a name stands for on a live engine. A name can be given away and taken by somebody else while a run lasts; an
 * id cannot. Volumes have none: of them the time counts at which they were made.
 */
import type { Json } from '../../cassette/json.ts';
import type { ApiVersion } from '../../cassette/types.ts';
import type { NamedThing } from '../../docker/session-plan.ts';
import { compareVersions } from '../../docker/versions.ts';
import { stringsAt } from '../../meaning/json.ts';
import { bareId } from '../../meaning/made-objects.ts';
import type { Ask } from './ask.ts';
import { bareName } from './ownership.ts';

/** A thing as it was at a moment that matters. */
export interface KnownThing extends NamedThing {
  readonly identity: string;
}

/** Null where nothing has that name. An engine that says neither gives what equals no identity. */
export async function identityOf(thing: NamedThing, ask: Ask): Promise<string | null> {
  const path = inspectionPath(thing);
  if (path === null) return null;
  const { status, json } = await ask('GET', path);
  if (status === 404 || status === 503) return null;
  if (status >= 300) return `status ${status}`;
  if (thing.kind === 'container' && !isCalled(json, thing.name)) return null;
  if (thing.kind === 'volume') return (await tellsWhenMade(ask)) ? (stringsAt(json, 'CreatedAt')[0] ?? '') : '';
  return [...stringsAt(json, 'Id'), ...stringsAt(json, 'ID')].map(bareId)[0] ?? '';
}

/** Seen there. Docker 20.10 says when something was written into the volume last. */
const STABLE_SINCE = '1.51';

/** Whether the time at which a volume was made stays the same; where it does not, nothing but the name tells volumes apart. */
async function tellsWhenMade(ask: Ask): Promise<boolean> {
  const [version] = stringsAt((await ask('GET', '/version')).json, 'ApiVersion');
  return version !== undefined && compareVersions(version as ApiVersion, STABLE_SINCE) >= 0;
}

/** A container of another name is found by the start of its id: that does not take the name. */
export function isCalled(container: Json | undefined, name: string): boolean {
  const [called = name] = stringsAt(container, 'Name').map((text) => bareName('container', text));
  return called === name || (name.length >= 12 && stringsAt(container, 'Id').some((id) => id.startsWith(name)));
}

/** Where an engine is asked for it; null for what cannot be asked for. */
export function inspectionPath({ kind, name }: NamedThing): string | null {
  const written = name.split('/').map(encodeURIComponent).join('/').replaceAll('%3A', ':').replaceAll('%40', '@');
  switch (kind) {
    case 'container':
      return `/containers/${written}/json`;
    case 'image':
      return `/images/${written}/json`;
    case 'exec':
      return `/exec/${written}/json`;
    case 'plugin':
      return `/plugins/${written}/json`;
    case 'network':
    case 'volume':
    case 'service':
    case 'secret':
    case 'config':
    case 'node':
    case 'task':
      return `/${kind}s/${written}`;
    case 'swarm':
    case 'build':
    case 'system':
      return null;
    default:
      return kind satisfies never;
  }
}
