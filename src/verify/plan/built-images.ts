/**
 * What the calls on a connection to `POST /grpc` do to the engine's images. The request line says nothing of it: it is read
 * of BuildKit's calls, recorded or just now made.
 */
import type { BodyFiles, Interaction } from '../../cassette/types.ts';
import { readProtobuf } from '../../docker/protobuf.ts';
import { recordedError } from '../../meaning/buildkit/call-error.ts';
import { callKind, STATUS_PATH, solveFacts } from '../../meaning/buildkit/call-kinds.ts';
import { buildNames } from '../../meaning/buildkit/recorded-builds.ts';
import { type RecordedCall, readCalls } from '../../meaning/buildkit/recorded-calls.ts';
import { canonicalImage } from '../../meaning/image-names.ts';
import type { MadeThing } from '../../meaning/made-objects.ts';
import type { ObjectUse } from '../../meaning/used-objects.ts';
import { thingsMade } from '../buildkit/exporter-response.ts';
import { imagesMadeBy } from '../buildkit/images-made.ts';
import { IN_HOST_NETWORK } from './host-reach.ts';

export interface BuiltImages {
  /** Names that its builds give, and what they start from and the engine had: what is not there they fetch. */
  readonly uses: readonly ObjectUse[];
  /** What the engine said it has done. */
  readonly made: readonly MadeThing[];
  /** Names that go to a registry. */
  readonly pushed: readonly string[];
  /** By which the engine gets at the client's files: names that their `POST /session` says as well. */
  readonly sessions: readonly string[];
  /** Why nobody should ask that of an engine of others, as a clause; null where nothing speaks against it. */
  readonly refusal: string | null;
}

const NONE: BuiltImages = { uses: [], made: [], pushed: [], sessions: [], refusal: null };

/** Fields of SolveRequest, StatusResponse and Vertex in BuildKit's control.proto. */
const ENTITLEMENTS = 9;
const VERTEXES = 1;
const VERTEX_NAME = 3;
/** The step that takes an image which the engine has: one of a registry is written with its digest. */
const LOCAL_FROM = /\] FROM ([\w./:-]+)$/;

export function builtImages(interaction: Interaction, files: BodyFiles): BuiltImages {
  const ofBuild = buildNames(interaction.request);
  if (ofBuild !== null) return { ...NONE, sessions: [ofBuild.session] };
  if (interaction.operation !== 'BuildKitGrpc' || interaction.outcome.kind !== 'hijacked') return NONE;
  const calls = readCalls(interaction, files);
  const builds = calls.filter(({ path }) => callKind(path) === 'solve').map((call) => ({ call, images: imagesMadeBy({ by: call }) }));
  const namesOf = (list: typeof builds) => [...new Set(list.flatMap(({ images }) => images.names.map(canonicalImage)))];
  const from = new Set(calls.filter(({ path }) => path === STATUS_PATH).flatMap(localImages));
  return {
    uses: [
      ...namesOf(builds).map((name): ObjectUse => ({ role: 'make', kind: 'image', name })),
      ...[...from].map((name): ObjectUse => ({ role: 'use', kind: 'image', name })),
    ],
    made: builds.flatMap(({ call, images }) =>
      call.closed === null || recordedError(call) !== null ? [] : thingsMade(images, answerOf(call)),
    ),
    pushed: namesOf(builds.filter(({ images }) => images.pushed)),
    sessions: builds.flatMap(({ call }) => call.asked.slice(0, 1).map(({ data }) => solveFacts(data).session)),
    refusal: builds.some(({ images }) => images.cachePushed)
      ? 'the build puts its cache into a store that others may use as well'
      : refusalOfCalls(calls),
  };
}

function answerOf({ answer }: RecordedCall): Buffer {
  const message = answer.find(({ kind }) => kind === 'message');
  return message?.kind === 'message' ? message.data : Buffer.alloc(0);
}

function refusalOfCalls(calls: readonly RecordedCall[]): string | null {
  if (calls.some(({ path }) => path.endsWith('.Control/Prune'))) return 'a prune removes what others have made as well';
  const entitled = calls.flatMap(({ path, asked: [first] }) =>
    callKind(path) === 'solve' && first !== undefined ? entitlements(first.data) : [],
  );
  if (entitled.some((name) => name.startsWith('security.insecure')))
    return 'steps of the build would be privileged, and could change anything on the host';
  if (entitled.some((name) => name.startsWith('network.host'))) return `steps of the build would be ${IN_HOST_NETWORK}`;
  const device = entitled.find((name) => name.startsWith('device'));
  return device === undefined ? null : 'steps of the build would have devices of the host';
}

function entitlements(solve: Buffer): string[] {
  return (readProtobuf(solve) ?? []).flatMap(({ number, bytes }) => (number === ENTITLEMENTS ? [bytes.toString('latin1')] : []));
}

function localImages({ answer }: RecordedCall): string[] {
  const vertexes = answer.flatMap((step) => (step.kind === 'message' ? (readProtobuf(step.data) ?? []) : []));
  return vertexes.flatMap(({ number, bytes }) => {
    const name =
      number === VERTEXES
        ? readProtobuf(bytes)
            ?.find((field) => field.number === VERTEX_NAME)
            ?.bytes.toString('utf8')
        : undefined;
    const image = name === undefined ? undefined : LOCAL_FROM.exec(name)?.[1];
    return image === undefined ? [] : [canonicalImage(image)];
  });
}
