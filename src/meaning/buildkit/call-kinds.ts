/** What playback knows of BuildKit's calls, by path. */
import type { RawHeaders } from '../../cassette/types.ts';
import { readProtobuf } from '../../docker/protobuf.ts';

/**
 * On `/grpc` (the client asks):
 * - `solve`     begins a build
 * - `build`     belongs to one build: what it says is said in the recorded order
 * - `any`       may be asked at any time, and more or less often than in the recording
 * - `telemetry` is taken and not looked at
 * - `session`   a session within a call (`buildx bake`): blanked in the recording, so it is held open and nothing is asked
 *
 * On `/session` (the engine asks):
 * - `files`     the client's files
 * - `upload`    a context that came to the client by stdin
 * - `secret`    blanked in the recording, so there is nothing to ask for
 * - `health`    asked by the clock
 * - `other`
 */
export type CallKind = 'solve' | 'build' | 'any' | 'telemetry' | 'session' | 'files' | 'upload' | 'secret' | 'health' | 'other';

/** The progress of a build. */
export const STATUS_PATH = '/moby.buildkit.v1.Control/Status';

const KINDS: Readonly<Record<string, CallKind>> = {
  '/moby.buildkit.v1.Control/Solve': 'solve',
  [STATUS_PATH]: 'build',
  '/moby.buildkit.v1.frontend.LLBBridge/Ping': 'any',
  '/moby.buildkit.v1.Control/Session': 'session',
  '/moby.buildkit.v1.Control/ListWorkers': 'any',
  '/moby.buildkit.v1.Control/Info': 'any',
  '/moby.buildkit.v1.Control/DiskUsage': 'any',
  '/moby.buildkit.v1.Control/ListenBuildHistory': 'any',
  '/opentelemetry.proto.collector.trace.v1.TraceService/Export': 'telemetry',
  '/moby.filesync.v1.FileSync/DiffCopy': 'files',
  '/moby.upload.v1.Upload/Pull': 'upload',
  '/grpc.health.v1.Health/Check': 'health',
};
const SERVICES: readonly (readonly [prefix: string, kind: CallKind])[] = [
  ['/moby.buildkit.v1.frontend.LLBBridge/', 'build'],
  ['/containerd.services.content.v1.Content/', 'any'],
  ['/moby.filesync.v1.Auth/', 'secret'],
  ['/moby.buildkit.secrets.v1.Secrets/', 'secret'],
  ['/moby.sshforward.v1.SSH/', 'secret'],
];

/** Names the build that a call of LLBBridge belongs to. */
const BUILD_HEADER = 'buildkit-controlapi-buildid';

export function callKind(path: string): CallKind {
  return KINDS[path] ?? SERVICES.find(([prefix]) => path.startsWith(prefix))?.[1] ?? 'other';
}

/** The build a call belongs to, by the name its client made up; null for a call that belongs to none. */
export function refOf(path: string, headers: RawHeaders, message: Buffer): string | null {
  const kind = callKind(path);
  if (kind !== 'solve' && kind !== 'build') return null;
  return headers.find(([name]) => name === BUILD_HEADER)?.[1] ?? textField(message, 1);
}

/** What a Solve says of itself (SolveRequest of BuildKit's control.proto). */
export interface SolveFacts {
  readonly ref: string;
  readonly session: string;
  /** A question of the client's own: what the engine is capable of. Asked more or less often. */
  readonly internal: boolean;
}

export function solveFacts(message: Buffer): SolveFacts {
  const internal = readProtobuf(message)?.some(({ number, bytes }) => number === 11 && bytes[0] === 1) ?? false;
  return { ref: textField(message, 1) ?? '', session: textField(message, 5) ?? '', internal };
}

/** `Solve` of `/moby.buildkit.v1.Control/Solve`, for messages. */
export function shortPath(path: string): string {
  return path.split('/').slice(-2).join('/').replace(/^.*\./, '');
}

function textField(message: Buffer, number: number): string | null {
  return (
    readProtobuf(message)
      ?.find((field) => field.number === number && field.wire === 2)
      ?.bytes.toString('utf8') ?? null
  );
}
