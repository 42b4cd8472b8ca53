/**
 * What a client gets wrong: bad JSON, wrong types, missing parameters, unknown paths. In a cassette of its own, where
 * every finding about the client is true, and none about the engine may be.
 */

const PATHS = ['/containers/create', '/networks/create', '/volumes/create', '/swarm/init', '/auth', '/services/create'];

export async function broken(s, { broken: wrong, version }) {
  const ask = (method, path, request) => wrong.raw(method, `/v${version}${path}`, request);
  const atLeast = (since) => s.isAtLeast(since);
  for (const path of PATHS) {
    await ask('POST', path, { body: '{"Name": ' });
    await ask('POST', path, { body: 'no JSON', headers: { 'Content-Type': 'text/plain' } });
    await ask('POST', path);
  }
  await ask('POST', '/containers/create?name=td-bad+name', { body: '{"Image": "busybox:test"}' });
  await ask('POST', '/containers/create', { body: '{"Image": 3}' });
  await ask('POST', '/containers/create', { body: '{"Image": "busybox:test", "HostConfig": {"Memory": "much"}}' });
  await ask('POST', '/containers/create', { body: '{"Image": "busybox:test", "HostConfig": {"RestartPolicy": {"Name": "sometimes"}}}' });
  await ask('POST', '/containers/create', { body: '{"Image": "busybox:test"} {"Image": "busybox:test"}' });
  for (const path of ['/containers/json', '/images/json', '/networks', '/volumes', '/events']) {
    await ask('GET', `${path}?until=0&filters={x`);
    await ask('GET', `${path}?until=0&filters=${encodeURIComponent('{"nonsense":["x"]}')}`);
    await ask('GET', `${path}?until=0&filters=${encodeURIComponent('{"label":"text"}')}`);
    await ask('GET', `${path}?until=0&filters=${encodeURIComponent('[]')}`);
  }
  await ask('GET', '/containers/json?limit=many');
  await ask('GET', '/containers/json?nonsense=1');
  await ask('GET', '/containers/td-none/logs?stdout=1&tail=some&since=yesterday');
  await ask('GET', '/events?since=yesterday&until=today');
  await ask('POST', '/containers/td-none/stop?t=soon');
  await ask('POST', '/containers/td-none/resize?h=tall&w=wide');
  await ask('POST', '/containers/td-none/resize');
  await ask('POST', '/containers/td-none/rename');
  await ask('POST', '/containers/td-none/wait?condition=nonsense');
  await ask('POST', '/containers/td-none/update', { body: '{"Memory": "much"}' });
  await ask('POST', '/containers/td-none/exec', { body: '{"Cmd": {"a": 1}}' });
  await ask('GET', '/containers/td-none/archive');
  await ask('HEAD', '/containers/td-none/archive');
  await ask('PUT', '/containers/td-none/archive?path=/', { body: Buffer.from('no tar') });
  await ask('POST', '/exec/td-none/start', { body: '{"Detach": "maybe"}' });
  await ask('POST', '/images/create');
  await ask('POST', '/images/create?fromImage=a&fromSrc=-');
  await ask('POST', '/images/create?fromSrc=-&repo=td-bad', { body: Buffer.from('no tar') });
  await ask('POST', '/images/load', { body: Buffer.from('no tar') });
  await ask('GET', '/images/search');
  await ask('GET', '/images/search?term=x&limit=1000');
  await ask('POST', '/build', { body: Buffer.from('no tar') });
  await ask('POST', '/build?buildargs=nonsense', { body: Buffer.alloc(1024) });
  await ask('POST', '/build?memory=much', { body: Buffer.alloc(1024) });
  await ask('POST', '/images/localhost:5999/td/push', { headers: { 'X-Registry-Auth': 'no base64 {' } });
  await ask('POST', '/images/create?fromImage=localhost:5999/td', { headers: { 'X-Registry-Auth': Buffer.from('[]').toString('base64') } });
  await ask('POST', '/commit', { body: '{}' });
  await ask('GET', '/no/such/path');
  await ask('POST', '/info');
  await ask('DELETE', '/containers/json/json');
  await ask('PUT', '/containers/create', { body: '{}' });
  await ask('GET', '//containers/json');
  await wrong.raw('GET', '/v1.99/info');
  await wrong.raw('GET', '/v1.11/info');
  await wrong.raw('GET', '/vnonsense/info');
  if (atLeast('1.25')) {
    await ask('POST', '/containers/prune?filters={x');
    await ask('POST', '/networks/prune?filters={x');
    await ask('POST', '/volumes/prune?filters={x');
    await ask('POST', '/images/prune?filters={x');
    await ask('GET', '/plugins/privileges');
    await ask('POST', '/plugins/pull?remote=x', { body: '{}' });
    await ask('POST', '/plugins/create?name=td-bad', { body: Buffer.from('no tar') });
    await ask('POST', '/plugins/td-none/set', { body: '{"a": 1}' });
    await ask('POST', '/secrets/create', { body: '{"Name": 3}' });
    await ask('POST', '/networks/td-none/connect', { body: '{"Container": 3}' });
    await ask('POST', '/swarm/update?version=x', { body: '{}' });
    await ask('POST', '/nodes/td-none/update', { body: '{"Role": "king"}' });
    await ask('POST', '/services/td-none/update', { body: '{"TaskTemplate": []}' });
    await ask('GET', '/tasks?filters={x');
    await ask('GET', '/services?filters={x');
    await ask('GET', '/nodes?filters={x');
  }
  if (atLeast('1.40')) await ask('POST', '/session'); // without the upgrade
}
