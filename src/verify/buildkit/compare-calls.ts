/** Where the answers to gRPC calls differ, as far as their client depends on them: how each ended, and what came of a build. */
import type { RawHeaders } from '../../cassette/types.ts';
import type { DriftGrade } from '../../docker/drift.ts';
import { GRPC_STATUS } from '../../docker/grpc-status.ts';
import { errorIn } from '../../meaning/buildkit/call-error.ts';
import { callKind, shortPath } from '../../meaning/buildkit/call-kinds.ts';
import type { MadeUpNames } from '../../meaning/buildkit/made-up-names.ts';
import type { RecordedCall } from '../../meaning/buildkit/recorded-calls.ts';
import type { Identities } from '../identities.ts';
import type { Difference } from '../types.ts';
import type { CallResult } from './call-results.ts';
import { exporterResponse } from './exporter-response.ts';

/** How a call ended: with which error, where with one. */
export function compareEnds(recorded: RecordedCall, live: CallResult | undefined, names: MadeUpNames): Difference[] {
  const before = recorded.answer.findLast(({ kind }) => kind === 'trailers');
  // The recording has no end of it: its client left.
  if (before?.kind !== 'trailers' || recorded.cancelled !== null) return [];
  const what = shortPath(recorded.path);
  const pointer = `/calls/${what.replaceAll('/', '~1')}`;
  if (live?.over !== true || live.trailers === null) {
    const reason = live === undefined ? 'it was not asked' : live.over ? live.reason : 'no answer in time';
    return [
      {
        grade: 'breaking',
        kind: 'failed',
        pointer,
        recorded: statusOf(before.headers),
        live: null,
        message: `${what} did not end: ${reason}`,
      },
    ];
  }
  const [was, is] = [errorIn(names.headersToLive(before.headers)), errorIn(live.trailers)];
  const [code, liveCode] = [statusOf(before.headers), statusOf(live.trailers)];
  if (code !== liveCode) {
    const grade = gradeOf(recorded, code, liveCode);
    const message = `${what}: gRPC status is ${liveCode}${is === null ? '' : ` (${is})`}, it was ${code}${was === null ? '' : ` (${was})`}`;
    return [{ grade, kind: 'status', pointer: `${pointer}/grpc-status`, recorded: code, live: liveCode, message }];
  }
  if (was === is) return [];
  const message = `${what} fails with other words: ${is}`;
  return [{ grade: 'changed', kind: 'text', pointer: `${pointer}/grpc-message`, recorded: was, live: is, message }];
}

/**
 * What the exporter of a build says of it (SolveResponse of control.proto, a map in 1): the same keys, the same name.
 * Digests are bound, since they differ by the times in an image.
 */
export function compareResults(recorded: RecordedCall, live: CallResult | undefined, identities: Identities): Difference[] {
  const message = recorded.answer.find(({ kind }) => kind === 'message');
  const answer = live?.messages[0];
  if (message?.kind !== 'message' || answer === undefined) return [];
  const [before, after] = [exporterResponse(message.data), exporterResponse(answer)];
  for (const [key, value] of before) {
    const other = after.get(key);
    if (other !== undefined && DIGEST.test(value) && DIGEST.test(other)) identities.bind('digest', value, other);
  }
  return [
    ...[...before].flatMap(([key, value]) => compareEntry(key, value, after.get(key), identities)),
    ...[...after].filter(([key]) => !before.has(key)).map(([key, value]) => added(key, value)),
  ];
}

const DIGEST = /^sha256:[0-9a-f]{64}$/;
const NAME = 'image.name';

function compareEntry(key: string, was: string, is: string | undefined, identities: Identities): Difference[] {
  const pointer = `/build/result/${key}`;
  if (is === undefined) {
    const message = `the result of the build no longer says ${key}`;
    return [{ grade: was === '' ? 'changed' : 'breaking', kind: 'gone', pointer, recorded: was, live: null, message }];
  }
  const wanted = identities.toLive(was);
  if (key !== NAME || wanted === is) return [];
  return [{ grade: 'changed', kind: 'value', pointer, recorded: was, live: is, message: `the image is called ${is}, it was ${was}` }];
}

function added(key: string, value: string): Difference {
  const message = `the result of the build says ${key} as well`;
  return { grade: 'added', kind: 'new', pointer: `/build/result/${key}`, recorded: null, live: value, message };
}

function gradeOf({ path }: RecordedCall, was: string, is: string): DriftGrade {
  if (was === String(GRPC_STATUS.unimplemented) && is === String(GRPC_STATUS.ok)) return 'added';
  // Some are asked to see whether the engine knows them; clients do without.
  return was === String(GRPC_STATUS.ok) && callKind(path) !== 'any' ? 'breaking' : 'changed';
}

function statusOf(trailers: RawHeaders): string {
  return trailers.find(([name]) => name === 'grpc-status')?.[1] ?? '0';
}
