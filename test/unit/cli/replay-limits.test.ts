import { expect, it } from '@jest/globals';
import type { ExchangeEvent } from '../../../src/cassette/exchange.ts';
import { limitsOfCreate, ReplayLimits } from '../../../src/cli/replay-limits.ts';

const base = { at: 0, connection: 0, exchange: 0 };

function request(method: string, target: string): ExchangeEvent {
  return { ...base, kind: 'request', head: { method, target, version: 'HTTP/1.1', headers: [], raw: Buffer.alloc(0) } };
}
const data = (text: string): ExchangeEvent => ({ ...base, kind: 'request-data', data: Buffer.from(text), last: true, line: null });
const end: ExchangeEvent = { ...base, kind: 'request-end', trailers: [], line: null };

it.each([
  [{ PortBindings: { '80/tcp': [{ HostPort: '8080' }] } }, ['A container publishes ports (80/tcp): in a replay nobody listens on them.']],
  [{ PublishAllPorts: true }, ['A container publishes ports (all it exposes): in a replay nobody listens on them.']],
  [{ Binds: ['/src:/dst'] }, ['A container mounts /src of this machine: files it writes there are not in the cassette.']],
  [
    { Mounts: [{ Type: 'bind', Source: '/src', Target: '/dst' }] },
    ['A container mounts /src of this machine: files it writes there are not in the cassette.'],
  ],
])('foresees what cannot be replayed of %j', (HostConfig, sentences) => {
  expect(limitsOfCreate(JSON.stringify({ HostConfig }))).toEqual(sentences);
});

it.each([
  { HostConfig: { Binds: ['/src:/dst:ro', 'volume:/dst', '/src:/dst:z,ro'] } },
  {
    HostConfig: {
      Mounts: [
        { Type: 'bind', Source: '/src', ReadOnly: true },
        { Type: 'volume', Source: 'v' },
      ],
    },
  },
  { HostConfig: { PortBindings: {}, Binds: null, Mounts: null } },
  { HostConfig: null },
  {},
  null,
])('sees nothing to warn of in %j', (body) => {
  expect(limitsOfCreate(JSON.stringify(body))).toEqual([]);
});

it('takes no offence at a body that is no JSON', () => {
  expect(limitsOfCreate('{')).toEqual([]);
});

it('reads create bodies as they pass, in pieces, and says each thing once', () => {
  const limits = new ReplayLimits();
  for (let round = 0; round < 2; round++) {
    for (const event of [request('POST', '/v1.41/containers/create'), data('{"HostConfig":{"Publish'), data('AllPorts":true}}'), end])
      limits.event(event);
  }
  for (const event of [request('POST', '/v1.41/volumes/create'), data('{"HostConfig":{"PublishAllPorts":true}}'), end]) limits.event(event);
  expect(limits.sentences()).toEqual(['A container publishes ports (all it exposes): in a replay nobody listens on them.']);
});
