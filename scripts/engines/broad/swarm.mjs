/** A swarm of one: nodes, secrets, configs, services, tasks. First what an engine says that is in none. */
import { until } from './client.mjs';
import { service } from './service-shapes.mjs';

const JOIN = { ListenAddr: '127.0.0.1:2377', AdvertiseAddr: '127.0.0.1', RemoteAddrs: ['127.0.0.1:5999'], JoinToken: 'nonsense' };
const SPEC = {
  Name: 'default',
  Labels: { td: 'broad' },
  Orchestration: { TaskHistoryRetentionLimit: 2 },
  Raft: { SnapshotInterval: 5000, KeepOldSnapshots: 0, LogEntriesForSlowFollowers: 400, ElectionTick: 3, HeartbeatTick: 1 },
  Dispatcher: { HeartbeatPeriod: 5_000_000_000 },
  CAConfig: { NodeCertExpiry: 7_776_000_000_000_000 },
  TaskDefaults: {},
  EncryptionConfig: { AutoLockManagers: false },
};

export async function swarm(s, world) {
  await outside(s);
  await s.call('SwarmInit', '', { body: { ListenAddr: 'nonsense::', AdvertiseAddr: '127.0.0.1' } });
  await s.call('SwarmInit', '', { body: { ListenAddr: '127.0.0.1:2377', AdvertiseAddr: '127.0.0.1', ForceNewCluster: false, Spec: SPEC } });
  await s.call('SwarmInit', '', { body: { ListenAddr: '127.0.0.1:2377', AdvertiseAddr: '127.0.0.1' } });
  await s.call('SwarmJoin', '', { body: JOIN });
  await s.call('SystemInfo');
  await cluster(s);
  await nodes(s);
  const used = { secret: await keep(s, 'Secret'), config: await keep(s, 'Config') };
  await services(s, world, used);
  await forget(s, 'Secret', used.secret);
  await forget(s, 'Config', used.config);
  await overlay(s);
  await s.call('SwarmLeave'); // the last manager does not leave like that
  await s.call('SwarmLeave', '', { query: { force: true } });
}

async function outside(s) {
  await s.call('SwarmInspect');
  await s.call('SwarmUnlockkey');
  await s.call('SwarmUnlock', '', { body: { UnlockKey: 'SWMKEY-1-none' } });
  await s.call('SwarmUpdate', '', { query: { version: 1 }, body: SPEC });
  await s.call('SwarmLeave');
  await s.call('SwarmJoin', '', { body: JOIN });
  for (const kind of ['Node', 'Service', 'Task', 'Secret', 'Config']) {
    await s.call(`${kind}List`);
    await s.call(`${kind}Inspect`, 'td-none');
  }
  await s.call('NodeDelete', 'td-none');
  await s.call('NodeUpdate', 'td-none', { query: { version: 1 }, body: { Role: 'worker', Availability: 'active' } });
  await s.call('ServiceDelete', 'td-none');
  await s.call('ServiceCreate', '', { body: service('td-svc', {}) });
  await s.call('SecretCreate', '', { body: { Name: 'td-none', Data: 'eA==' } });
  await s.call('ConfigCreate', '', { body: { Name: 'td-none', Data: 'eA==' } });
  await s.call('ServiceLogs', 'td-none', { query: { stdout: true } });
  await s.call('TaskLogs', 'td-none', { query: { stdout: true } });
}

async function cluster(s) {
  const at = async () => (await s.call('SwarmInspect')).json.Version?.Index ?? 1;
  await s.call('SwarmUpdate', '', { query: { version: await at(), rotateWorkerToken: true, rotateManagerToken: true }, body: SPEC });
  await s.call('SwarmUpdate', '', { query: { version: 1 }, body: SPEC }); // of long ago
  await s.call('SwarmUnlockkey');
  await s.call('SwarmUnlock', '', { body: { UnlockKey: 'SWMKEY-1-none' } }); // it is not locked
  await s.call('SwarmUpdate', '', { query: { version: await at() }, body: { ...SPEC, EncryptionConfig: { AutoLockManagers: true } } });
  await s.call('SwarmUnlockkey');
  await s.call('SwarmUpdate', '', { query: { version: await at(), rotateManagerUnlockKey: true }, body: SPEC });
}

async function nodes(s) {
  const { json } = await s.call('NodeList');
  const id = json[0]?.ID ?? 'td-none';
  await s.call('NodeList', '', { query: { filters: { role: ['manager'], membership: ['accepted'] } } });
  // A node changes by itself while it settles, so an update may come too late once or twice.
  for (let tries = 0, status = 0; tries < 5 && status !== 200; tries++) {
    const version = (await s.call('NodeInspect', id)).json.Version?.Index ?? 1;
    const body = { Role: 'manager', Availability: 'active', Name: 'td-node', Labels: { td: 'broad' } };
    ({ status } = await s.call('NodeUpdate', id, { query: { version }, body }));
  }
  await s.call('NodeInspect', 'td-none');
  await s.call('NodeUpdate', id, { query: { version: 1 }, body: { Role: 'manager', Availability: 'active' } });
  await s.call('NodeUpdate', 'td-none', { query: { version: 1 }, body: { Role: 'manager', Availability: 'active' } });
  await s.call('NodeInspect', 'self');
  await s.call('NodeDelete', id); // not the manager itself
  await s.call('NodeDelete', 'td-none', { query: { force: true } });
}

/** A secret or config with all that can be done to it while it is not used; its id. */
async function keep(s, kind) {
  const body = { Name: `td-${kind.toLowerCase()}`, Labels: { td: 'broad' }, Data: Buffer.from('broad session\n').toString('base64') };
  const { json } = await s.call(`${kind}Create`, '', { body });
  await s.call(`${kind}Create`, '', { body });
  await s.call(`${kind}Create`, '', { body: { ...body, Name: 'td bad name' } });
  if (s.isAtLeast('1.37')) await s.call(`${kind}Create`, '', { body: { ...body, Name: `${body.Name}-t`, Templating: { Name: 'golang' } } });
  await s.call(`${kind}List`);
  await s.call(`${kind}List`, '', { query: { filters: { name: [body.Name] } } });
  const id = json.ID ?? 'td-none';
  const { json: found } = await s.call(`${kind}Inspect`, id);
  await s.call(`${kind}Inspect`, 'td-none');
  const version = found.Version?.Index ?? 1;
  await s.call(`${kind}Update`, id, { query: { version }, body: { ...(found.Spec ?? body), Labels: { td: 'updated' } } });
  await s.call(`${kind}Update`, id, { query: { version }, body: { ...(found.Spec ?? body), Labels: {} } }); // of before the update
  await s.call(`${kind}Update`, 'td-none', { query: { version: 1 }, body });
  await s.call(`${kind}Delete`, 'td-none');
  return id;
}

async function forget(s, kind, id) {
  await s.call(`${kind}Delete`, id);
  await s.call(`${kind}Delete`, id);
}

async function services(s, { direct }, used) {
  const body = service('td-svc', used);
  const { json } = await s.call('ServiceCreate', '', { body });
  const id = json.ID ?? 'td-none';
  await s.call('ServiceCreate', '', { body });
  await s.call('ServiceCreate', '', { body: { Name: 'td bad name', TaskTemplate: { ContainerSpec: { Image: 'busybox:test' } } } });
  const all = await s.call('ServiceCreate', '', { body: { ...service('td-all', {}), Mode: { Global: {} } } });
  const runs = async (service) =>
    until(
      () => direct.raw('GET', `/tasks?filters=${encodeURIComponent(JSON.stringify({ service: [service], 'desired-state': ['running'] }))}`),
      ({ json: tasks }) => !Array.isArray(tasks) || (tasks.length > 0 && tasks.every((task) => task.Status.State === 'running')),
    );
  const { json: running } = await runs('td-svc');
  await runs('td-all');
  await s.call('ServiceList');
  await s.call('ServiceList', '', { query: { filters: { name: ['td-svc'] }, status: true } });
  await s.call('ServiceList', '', { query: { filters: { mode: ['global'] } } });
  const { json: found } = await s.call('ServiceInspect', id);
  await s.call('ServiceInspect', 'td-svc', { query: { insertDefaults: true } });
  await s.call('ServiceInspect', 'td-none');
  await s.call('ServiceLogs', id, { query: { stdout: true, stderr: true, tail: '5', timestamps: true } });
  await s.call('ServiceLogs', id, { query: { stdout: true, follow: true, details: true }, until: (text) => text.includes('serving') });
  await s.call('ServiceLogs', 'td-none', { query: { stdout: true } });
  await s.call('TaskList');
  await s.call('TaskList', '', { query: { filters: { service: ['td-svc'], 'desired-state': ['running'] } } });
  const task = Array.isArray(running) ? (running[0]?.ID ?? 'td-none') : 'td-none';
  await s.call('TaskInspect', task);
  await s.call('TaskInspect', 'td-none');
  await s.call('TaskLogs', task, { query: { stdout: true, stderr: true } });
  await s.call('TaskLogs', 'td-none', { query: { stdout: true } });
  await s.call('SecretDelete', used.secret); // the service uses it

  const version = found.Version?.Index ?? 1;
  const next = {
    ...(found.Spec ?? body),
    Labels: { td: 'updated' },
    TaskTemplate: { ...(found.Spec ?? body).TaskTemplate, ForceUpdate: 1 },
  };
  await s.call('ServiceUpdate', id, { query: { version, registryAuthFrom: 'spec' }, body: next });
  await s.call('ServiceUpdate', id, { query: { version }, body: next }); // of before the update
  await s.call('ServiceUpdate', 'td-none', { query: { version: 1 }, body: next });
  await until(
    () => direct.raw('GET', '/services/td-svc'),
    ({ json: one }) => one.UpdateStatus?.State !== 'updating',
  );
  const { json: updated } = await s.call('ServiceInspect', id);
  await s.call('TaskList', '', { query: { filters: { service: ['td-svc'] } } });
  await s.call('ServiceUpdate', id, { query: { version: updated.Version?.Index ?? 1, rollback: 'previous' }, body: updated.Spec ?? body });
  await s.call('ServiceInspect', id);
  await s.call('ServiceDelete', id);
  await s.call('ServiceDelete', id);
  await s.call('ServiceDelete', all.json.ID ?? 'td-none');
}

async function overlay(s) {
  await s.call('NetworkCreate', '', {
    body: { Name: 'td-overlay', Driver: 'overlay', Attachable: true, IPAM: { Config: [{ Subnet: '10.212.0.0/24' }] } },
  });
  await s.call('NetworkInspect', 'td-overlay', { query: { verbose: true } });
  await s.call('NetworkList', '', { query: { filters: { scope: ['swarm'] } } });
  await s.call('NetworkDelete', 'td-overlay');
}
