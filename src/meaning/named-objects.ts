/**
 * The engine's objects that a request names, or that its answer says were made: by the path, by the query, by the body.
 * As they are written there; aliases.ts knows which names are one object.
 */
import type { BodyFiles, Interaction } from '../cassette/types.ts';
import type { ObjectKind, OperationMatch } from '../docker/operation-types.ts';
import { answerJson, bodyJson } from './answer.ts';
import { stringsAt } from './json.ts';

export interface NamedObject {
  readonly kind: ObjectKind;
  readonly name: string;
  /** It was not there before: the request made it (or gave it this name). */
  readonly made: boolean;
}

/** `busybox` means `busybox:latest` where an image is asked for. */
const HAS_TAG = /:[^/]+$|@/;

export function imageName(name: string): string {
  return HAS_TAG.test(name) ? name : `${name}:latest`;
}

/** The one of the path first. */
export function namedObjects(interaction: Interaction, match: OperationMatch, files: BodyFiles): NamedObject[] {
  const { operation, parameters } = match;
  if (operation.object === null) return [];
  const { kind, parameter } = operation.object;
  const inPath = parameter === null ? [] : [{ kind, name: parameters[parameter] as string, made: false }];
  return [...inPath, ...elsewhere(interaction, match, files)];
}

function elsewhere({ request, outcome }: Interaction, { operation, query }: OperationMatch, files: BodyFiles): NamedObject[] {
  const asked = new URLSearchParams(query);
  const all = (kind: ObjectKind, names: readonly string[], made: boolean) => names.map((name) => ({ kind, name, made }));
  const made = (kind: ObjectKind, key: string) => all(kind, stringsAt(answerJson(outcome, files), key), true);
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
      return all('container', stringsAt(bodyJson(request.body, files), 'Container'), false);
    case 'ImageBuild':
      return all('image', asked.getAll('t'), true);
    case 'ImageCreate':
      return all('image', reference(asked, asked.has('fromImage') ? 'fromImage' : 'repo'), true);
    case 'ImageTag':
      return all('image', reference(asked, 'repo'), true);
    case 'ImageCommit':
      return [...all('container', asked.getAll('container'), false), ...all('image', reference(asked, 'repo'), true)];
    default:
      return [];
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
