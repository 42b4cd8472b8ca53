/** What a recorded build makes of it: the images that it names. */
import type { Interaction } from '../../cassette/types.ts';
import { findOperation } from '../../docker/operations.ts';
import { type ProtobufField, readProtobuf } from '../../docker/protobuf.ts';
import type { RecordedBuild } from '../../meaning/buildkit/recorded-builds.ts';

export interface MadeImages {
  /** As they were said: `app`, `app:1`, `docker.io/library/app:1`. Each once. */
  readonly names: readonly string[];
  /** It pushes them to a registry as well. */
  readonly pushed: boolean;
  /** It puts its cache into a registry or another store of others. */
  readonly cachePushed: boolean;
  /** It makes an image, whether it has a name or not; else its results are files, or nothing. */
  readonly image: boolean;
}

/** Exporters that put an image into the engine, and one that does on newer engines. */
const INTO_ENGINE = ['moby', 'image'];

export function imagesMadeBy({ by }: Pick<RecordedBuild, 'by'>): MadeImages {
  return 'outcome' in by ? fromRequest(by) : fromSolve(by.asked[0]?.data ?? Buffer.alloc(0));
}

/** `POST /build`: `t` names the image, `outputs` says what else may come of it (docker CLI, cli/command/image/build_buildkit.go). */
function fromRequest({ request }: Interaction): MadeImages {
  const query = new URLSearchParams(findOperation(request.method, request.target)?.query ?? '');
  const outputs = query.get('outputs') ?? '';
  const image = outputs === '' || outputs === 'null' || /"Type":"(?:moby|image)"/.test(outputs);
  return { names: [...new Set(query.getAll('t').filter((name) => name !== ''))], pushed: false, cachePushed: false, image };
}

/** SolveRequest of control.proto: 3 and 4 are the one exporter, newer clients have a list in 13. */
function fromSolve(message: Buffer): MadeImages {
  const fields = readProtobuf(message) ?? [];
  const first = { type: texts(fields, 3)[0] ?? '', attributes: entries(fields, 4) };
  const more = messages(fields, 13).map((exporter) => ({ type: texts(exporter, 1)[0] ?? '', attributes: entries(exporter, 2) }));
  const exporters = [first, ...more].filter(({ type }) => INTO_ENGINE.includes(type));
  const names = exporters.flatMap(({ attributes }) => (attributes.get('name') ?? '').split(',')).filter((name) => name !== '');
  return {
    names: [...new Set(names)],
    pushed: exporters.some(({ attributes }) => attributes.get('push') === 'true'),
    cachePushed: cachesPushed(fields),
    image: exporters.length > 0,
  };
}

/** CacheOptions in 8, its exports in 4: into the image, to a folder of the client, or to others. */
function cachesPushed(fields: readonly ProtobufField[]): boolean {
  const exports = messages(fields, 8).flatMap((options) => messages(options, 4));
  return exports.some((fields) => !['inline', 'local'].includes(texts(fields, 1)[0] ?? ''));
}

function entries(fields: readonly ProtobufField[], wanted: number): Map<string, string> {
  return new Map(messages(fields, wanted).map((entry) => [texts(entry, 1)[0] ?? '', texts(entry, 2)[0] ?? '']));
}

function messages(fields: readonly ProtobufField[], wanted: number): ProtobufField[][] {
  return fields.filter(({ number, wire }) => number === wanted && wire === 2).map(({ bytes }) => readProtobuf(bytes) ?? []);
}

function texts(fields: readonly ProtobufField[], wanted: number): string[] {
  return fields.filter(({ number, wire }) => number === wanted && wire === 2).map(({ bytes }) => bytes.toString('utf8'));
}
