/** What BuildKit's calls do to images: read of a connection whose request line says nothing. */
import { expect, it } from '@jest/globals';
import { writeGrpcMessage } from '../../../../src/docker/grpc-messages.ts';
import { findOperation } from '../../../../src/docker/operations.ts';
import { writeProtobuf } from '../../../../src/docker/protobuf.ts';
import { usedObjects } from '../../../../src/meaning/used-objects.ts';
import { builtImages } from '../../../../src/verify/plan/built-images.ts';
import { captureHttp2, type Http2Call } from '../../../support/http2-capture.ts';
import { aHijackedOutcome, anInteraction, type InteractionParts, someFiles } from '../../../support/interactions.ts';
import { labels, names, planOf, verdicts } from '../../../support/plans.ts';

const field = (number: number, value: string | Buffer) => ({ number, wire: 2 as const, bytes: Buffer.from(value as string) });
const message = (...fields: ReturnType<typeof field>[]) => writeGrpcMessage(writeProtobuf(fields));
const entry = (key: string, value: string) => writeProtobuf([field(1, key), field(2, value)]);

function solve(attributes: Readonly<Record<string, string>>, entitlement?: string): Http2Call {
  const exporter = [field(3, 'moby'), ...Object.entries(attributes).map(([key, value]) => field(4, entry(key, value)))];
  const sent = message(field(1, 'ref1'), ...exporter, field(5, 'session1'), ...(entitlement === undefined ? [] : [field(9, entitlement)]));
  return { path: '/moby.buildkit.v1.Control/Solve', sent, answered: message() };
}

function cached(type: string): Http2Call {
  const options = writeProtobuf([field(4, writeProtobuf([field(1, type)]))]);
  const sent = message(field(1, 'ref1'), field(3, 'moby'), field(5, 'session1'), field(8, options));
  return { path: '/moby.buildkit.v1.Control/Solve', sent, answered: message() };
}

function status(...steps: string[]): Http2Call {
  const vertexes = steps.map((name) => field(1, writeProtobuf([field(1, 'sha256:1'), field(3, name)])));
  return { path: '/moby.buildkit.v1.Control/Status', sent: message(field(1, 'ref1')), answered: message(...vertexes) };
}

const session = (name: string): InteractionParts => ({
  method: 'POST',
  target: '/session',
  headers: [['X-Docker-Expose-Session-Uuid', name]],
  outcome: aHijackedOutcome({}),
});

async function grpc(...calls: Http2Call[]): Promise<InteractionParts> {
  const pieces = await captureHttp2(calls);
  const chunks = pieces.map(({ from, data }) => ({ from: from === 'h2client' ? ('client' as const) : ('engine' as const), bytes: data }));
  return { method: 'POST', target: '/grpc', outcome: aHijackedOutcome({ chunks }) };
}

it('needs the image that a build starts from where the engine had it, and owns the names that it gives', async () => {
  const build = await grpc(
    solve({ name: 'docker.io/library/mine:1,localhost:5000/mine', push: 'true' }),
    status(
      '[internal] load metadata for docker.io/library/busybox:test',
      '[1/2] FROM docker.io/library/busybox:test',
      '[2/2] FROM docker.io/library/alpine:3@sha256:1',
    ),
  );
  const plan = planOf([build, { method: 'DELETE', target: '/images/mine:1' }]);
  expect(verdicts(plan)).toEqual(['send', 'send']);
  expect(labels(plan.needs)).toEqual(['image busybox:test', 'registry docker.io', 'registry localhost:5000']);
  expect(names(plan.makes)).toEqual(['image mine:1', 'image localhost:5000/mine:latest']);
});

it('refuses a build onto a name that the engine has, and skips the session that it would use', async () => {
  const engine = { present: [{ kind: 'image', name: 'mine:1' }], ours: [], swarm: false, unpublished: [] } as const;
  const plan = planOf([session('session1'), session('other'), await grpc(solve({ name: 'mine:1' }))], { engine });
  expect(verdicts(plan)).toEqual([
    'skipped: the build is not as recorded: #2 BuildKitGrpc is refused',
    'send',
    'refused: image mine:1 is on the engine already, and would be replaced',
  ]);
});

it.each([
  [[{ path: '/moby.buildkit.v1.Control/Prune', sent: message(), answered: message() }], 'a prune removes what others have made as well'],
  [[cached('registry')], 'the build puts its cache into a store that others may use as well'],
  [[solve({}, 'security.insecure')], 'steps of the build would be privileged, and could change anything on the host'],
  [[solve({}, 'device=vendor.com/gpu')], 'steps of the build would have devices of the host'],
  [
    [solve({}, 'network.host')],
    "steps of the build would be in the host's network, with all that listens on 127.0.0.1 and on abstract sockets",
  ],
])('refuses what BuildKit should not do on an engine of others', async (calls, reason) => {
  expect(verdicts(planOf([await grpc(...calls)]))).toEqual([`refused: ${reason}`]);
});

it('says nothing of what is no such connection', () => {
  const interaction = anInteraction({ target: '/info' });
  expect(builtImages(interaction, someFiles()).uses).toEqual([]);
  const match = findOperation('POST', '/grpc');
  expect(match === null ? null : usedObjects(anInteraction({ method: 'POST', target: '/grpc' }).request, match, someFiles())).toEqual([]);
});
