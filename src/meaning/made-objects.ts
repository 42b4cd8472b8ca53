/**
 * What an exchange brought about, by its answer: recorded or just now had. Only what the engine says it did counts; of a
 * stream of progress that ends in an error nothing does.
 */

import { bodyBytes } from '../cassette/body.ts';
import { isJsonObject, type Json, type JsonObject, parseJson } from '../cassette/json.ts';
import type { BodyFiles, Interaction, Outcome } from '../cassette/types.ts';
import { pieceBytes, streamEvents } from '../cassette/wire-stream.ts';
import type { ObjectKind, OperationMatch } from '../docker/operation-types.ts';
import type { NamedThing } from '../docker/session-plan.ts';
import { answerJson, bodyJson } from './answer.ts';
import { memberOf, mountsOf } from './container-mounts.ts';
import { canonicalImage, queryImage } from './image-names.ts';
import { stringsAt } from './json.ts';

export interface MadeThing {
  readonly kind: ObjectKind;
  /** Null where the engine tells none (a volume, a tag). */
  readonly id: string | null;
  readonly name: string | null;
  /** It may have been there before: a volume that was mounted, an image of equal content. */
  readonly perhaps: boolean;
}

/** Progress above this is not read. */
const LARGEST_PROGRESS = 8 * 1024 * 1024;
const LAYER = /^ ---> ([0-9a-f]{12})\n?$/;
const BUILT = /^Successfully built ([0-9a-f]{12,64})\n?$/;
const LOADED = /^Loaded image(?: ID)?: (\S+)/;

export function madeBy(interaction: Interaction, match: OperationMatch, files: BodyFiles): MadeThing[] {
  if (!succeeded(interaction.outcome)) return [];
  const { operation, query } = match;
  const asked = new URLSearchParams(query);
  const body = () => bodyJson(interaction.request.body, files);
  const answer = () => answerJson(interaction.outcome, files);
  const answered = (kind: ObjectKind, key: 'Id' | 'ID', name: string | null) =>
    stringsAt(answer(), key).map((id): MadeThing => ({ kind, id: bareId(id), name, perhaps: false }));
  const nameInBody = () => stringsAt(body(), 'Name')[0] ?? null;
  switch (operation.id) {
    case 'ContainerCreate':
      return [...answered('container', 'Id', asked.get('name') || null), ...mountedVolumes(body())];
    case 'ContainerExec':
      return answered('exec', 'Id', null);
    case 'NetworkCreate':
      return answered('network', 'Id', nameInBody());
    case 'VolumeCreate':
      return stringsAt(answer(), 'Name').map((name) => ({ kind: 'volume', id: null, name, perhaps: false }));
    case 'ServiceCreate':
      return [...answered('service', 'ID', nameInBody()), ...mountedVolumes(memberOf(memberOf(body(), 'TaskTemplate'), 'ContainerSpec'))];
    case 'SecretCreate':
      return answered('secret', 'ID', nameInBody());
    case 'ConfigCreate':
      return answered('config', 'ID', nameInBody());
    case 'SwarmInit':
    case 'SwarmJoin':
      return [{ kind: 'swarm', id: null, name: null, perhaps: false }, ...ownNode(interaction.outcome, files)];
    case 'PluginPull':
      return named('plugin', asked.get('name') || asked.get('remote'));
    case 'PluginCreate':
      return named('plugin', asked.get('name'));
    case 'ImageTag':
      return named('image', queryImage(asked, 'repo'));
    case 'ImageCommit': {
      const name = queryImage(asked, 'repo');
      return stringsAt(answer(), 'Id').map((id) => ({ kind: 'image', id: bareId(id), name, perhaps: false }));
    }
    case 'ImageBuild':
    case 'ImageCreate':
    case 'ImageLoad':
      return imagesBy(interaction, operation.id, asked, files);
    default:
      return [];
  }
}

/** What an answer says is no more: names of objects as the request wrote them, of images what the engine lists. */
export function goneBy(interaction: Interaction, match: OperationMatch, files: BodyFiles): NamedThing[] {
  const { operation, parameters } = match;
  if (!succeeded(interaction.outcome) || operation.object?.parameter == null) return [];
  const name = parameters[operation.object.parameter] as string;
  switch (operation.id) {
    case 'ContainerDelete':
    case 'NetworkDelete':
    case 'VolumeDelete':
    case 'ServiceDelete':
    case 'SecretDelete':
    case 'ConfigDelete':
    case 'PluginDelete':
      return [{ kind: operation.object.kind, name }];
    case 'ImageDelete': {
      const list = answerJson(interaction.outcome, files);
      const gone = (Array.isArray(list) ? list : []).flatMap((item) => [
        ...stringsAt(item, 'Untagged').map(canonicalImage),
        ...stringsAt(item, 'Deleted').map(bareId),
      ]);
      return gone.map((image) => ({ kind: 'image', name: image }));
    }
    default:
      return [];
  }
}

/** Whether the engine did it: a status of success, and no error at the end of what was streamed behind it. */
export function succeeded(outcome: Outcome): boolean {
  return 'head' in outcome && outcome.head.status < 300;
}

export function bareId(id: string): string {
  return id.replace(/^sha256:/, '');
}

/** The answer to an init is the id of the engine as a node, a string and nothing else. */
function ownNode(outcome: Outcome, files: BodyFiles): MadeThing[] {
  const [, id] = outcome.kind === 'whole' ? (/^"([0-9a-z]+)"\s*$/.exec(bodyBytes(outcome.body, files).toString('latin1')) ?? []) : [];
  return id === undefined ? [] : [{ kind: 'node', id, name: null, perhaps: false }];
}

function named(kind: ObjectKind, name: string | null): MadeThing[] {
  return name ? [{ kind, id: null, name, perhaps: false }] : [];
}

function mountedVolumes(spec: Json | undefined): MadeThing[] {
  return mountsOf(spec).flatMap((mount) =>
    mount.kind === 'volume' ? [{ kind: 'volume', id: null, name: mount.source, perhaps: true }] : [],
  );
}

function imagesBy(
  interaction: Interaction,
  operation: 'ImageBuild' | 'ImageCreate' | 'ImageLoad',
  asked: URLSearchParams,
  files: BodyFiles,
): MadeThing[] {
  const documents = progressOf(interaction, files);
  if (documents.some((document) => document.error !== undefined || document.errorDetail !== undefined)) return [];
  const image = (id: string | null, name: string | null): MadeThing => ({ kind: 'image', id, name, perhaps: true });
  const lines = documents.flatMap((document) => [...stringsAt(document, 'stream'), ...stringsAt(document, 'status')]);
  switch (operation) {
    case 'ImageBuild': {
      const ids = new Set<string>();
      for (const document of documents) for (const id of stringsAt(memberOf(document, 'aux'), 'ID')) ids.add(bareId(id));
      for (const line of lines) for (const pattern of [LAYER, BUILT]) ids.add(pattern.exec(line)?.[1] ?? '');
      ids.delete('');
      return [...asked.getAll('t').map((name) => image(null, canonicalImage(name))), ...[...ids].map((id) => image(id, null))];
    }
    case 'ImageCreate': {
      const name = queryImage(asked, asked.has('fromImage') ? 'fromImage' : 'repo');
      // An import says the id of what it made, alone on its line.
      const ids = asked.has('fromSrc') ? lines.filter((line) => /^sha256:[0-9a-f]{64}$/.test(line)).map(bareId) : [];
      return [...(name === null ? [] : [image(null, name)]), ...ids.map((id) => image(id, null))];
    }
    case 'ImageLoad':
      return lines.flatMap((line) => {
        const [, loaded] = LOADED.exec(line) ?? [];
        if (loaded === undefined) return [];
        return [/^sha256:/.test(loaded) ? image(bareId(loaded), null) : image(null, canonicalImage(loaded))];
      });
    default:
      return operation satisfies never;
  }
}

/** The documents of a stream of progress; none where there is too much of it. */
function progressOf(interaction: Interaction, files: BodyFiles): JsonObject[] {
  const { outcome } = interaction;
  const parts: Buffer[] = [];
  let length = 0;
  if (outcome.kind === 'whole') parts.push(bodyBytes(outcome.body, files));
  for (const event of streamEvents(interaction)) {
    if (event.kind !== 'piece' || event.from !== 'engine') continue;
    const bytes = pieceBytes(event, files);
    length += bytes.length;
    if (length > LARGEST_PROGRESS) return [];
    parts.push(bytes);
  }
  return Buffer.concat(parts)
    .toString('utf8')
    .split(/\r?\n/)
    .flatMap((line) => {
      try {
        const document = parseJson(line);
        return isJsonObject(document) ? [document] : [];
      } catch {
        return [];
      }
    });
}
