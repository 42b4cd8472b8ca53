/**
 * Managed plugins. The one that is made here does nothing but sleep; its socket, which the engine dials when it is
 * enabled, is served by this script, in the engine's own /run.
 */
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileOf, tarOf } from './tars.mjs';

const NAME = 'localhost:5000/td-plugin:1';
const CONFIG = {
  description: 'sleeps',
  documentation: 'https://example.org/',
  entrypoint: ['/bin/busybox', 'sh', '-c', 'trap "exit 0" TERM; /bin/busybox sleep 3600 & wait'],
  workdir: '/',
  interface: { types: ['tapedeck.nothing/1.0'], socket: 'td.sock' },
  network: { type: 'none' },
  linux: { capabilities: ['CAP_SYS_NICE'], allowAllDevices: false, devices: [{ name: 'null', path: '/dev/null', settable: ['path'] }] },
  mounts: [{ name: 'tmp', type: 'bind', source: '/tmp', destination: '/host', options: ['rbind', 'ro'], settable: ['source'] }],
  env: [{ name: 'WHO', description: 'whom to greet', value: 'nobody', settable: ['value'] }],
  args: { name: 'args', description: 'nothing', value: [], settable: ['value'] },
};
const NOBODY = { 'X-Registry-Auth': Buffer.from('{}').toString('base64') };

export async function plugins(s, { direct, pluginSockets }) {
  await s.call('PluginList');
  const create = { query: { name: NAME }, body: await contextFrom(direct) };
  if (s.has('PluginCreate')) await s.call('PluginCreate', '', create);
  else await direct.raw('POST', `/plugins/create?name=${NAME}`, create);
  await s.call('PluginCreate', '', create); // the name is in use
  await s.call('PluginCreate', '', {
    query: { name: 'td-plugin-bad:1' },
    body: await tarOf({ 'config.json': '{"entrypoint": 3}', 'rootfs/': '' }),
  });
  const inspected = await s.call('PluginInspect', NAME);
  await s.call('PluginInspectFirst', NAME);
  await s.call('PluginInspect', 'td-none');
  await s.call('PluginInspectFirst', 'td-none');
  await s.call('PluginList');
  await s.call('PluginList', '', { query: { filters: { enabled: ['false'] } } });
  await s.call('PluginSet', NAME, { body: ['WHO=somebody'] });
  await s.call('PluginSet', NAME, { body: ['NONE=x'] });
  await s.call('PluginSet', 'td-none', { body: ['WHO=x'] });
  await s.call('PluginPush', NAME, { headers: NOBODY });
  await s.call('PluginPush', 'td-none:1', { headers: NOBODY });

  const id = inspected.json.Id ?? (await direct.raw('GET', `/plugins/${NAME}/json`)).json.Id;
  const server = await serve(pluginSockets, id);
  await s.call('PluginEnable', NAME, { query: { timeout: 5 } });
  await s.call('PluginEnable', NAME, { query: { timeout: 5 } }); // it is
  await s.call('PluginEnable', 'td-none', { query: { timeout: 0 } });
  await s.call('PluginInspect', NAME);
  await s.call('PluginSet', NAME, { body: ['WHO=x'] }); // not while it is enabled
  await s.call('PluginDelete', NAME); // nor this
  await s.call('PluginUpgrade', NAME, { query: { remote: NAME }, body: [] });
  await s.call('PluginDisable', NAME, { query: { force: false } });
  await s.call('PluginDisable', NAME); // it is
  await s.call('PluginDisable', 'td-none');
  server?.close();

  const privileges = await s.call('GetPluginPrivileges', '', { query: { remote: NAME }, headers: NOBODY });
  await s.call('GetPluginPrivileges', '', { query: { remote: 'localhost:5000/td-none:1' } });
  const asked = s.has('GetPluginPrivileges') ? privileges : await direct.raw('GET', `/plugins/privileges?remote=${NAME}`);
  const granted = Array.isArray(asked.json) ? asked.json : [];
  await s.call('PluginUpgrade', NAME, { query: { remote: NAME }, headers: NOBODY, body: granted });
  await s.call('PluginUpgrade', 'td-none', { query: { remote: NAME }, body: granted });
  await s.call('PluginDelete', NAME);
  await s.call('PluginPull', '', { query: { remote: NAME, name: NAME }, headers: NOBODY, body: granted });
  await s.call('PluginPull', '', { query: { remote: NAME, name: NAME }, headers: NOBODY, body: granted }); // it is there
  await s.call('PluginPull', '', { query: { remote: NAME, name: 'td-plugin-other:1' }, headers: NOBODY, body: [] }); // privileges not granted
  await s.call('PluginPull', '', { query: { remote: 'localhost:5000/td-none:1' }, headers: NOBODY, body: [] });
  await s.call('PluginList');
  await s.call('PluginDelete', NAME, { query: { force: true } });
  await s.call('PluginDelete', 'td-none');
}

async function contextFrom(direct) {
  const created = await direct.raw('POST', '/containers/create?name=td-plugin-root', { body: '{"Image":"busybox:test"}' });
  const { bytes } = await direct.raw('GET', `/containers/${created.json.Id}/archive?path=/bin/busybox`);
  await direct.raw('DELETE', `/containers/${created.json.Id}`);
  const busybox = await fileOf(bytes, 'busybox').catch(() => null);
  const folders = Object.fromEntries(['', 'bin/', 'proc/', 'sys/', 'dev/', 'tmp/', 'host/', 'run/'].map((name) => [`rootfs/${name}`, '']));
  return tarOf({ 'config.json': JSON.stringify(CONFIG), ...folders, 'rootfs/bin/busybox': { mode: 0o755, content: busybox ?? '' } });
}

/** Listens where the engine will dial. The path is too long for a socket, its last part is not. */
async function serve(sockets, id) {
  if (id === undefined) return null;
  const back = process.cwd();
  try {
    const directory = join(sockets, id);
    mkdirSync(directory, { recursive: true });
    process.chdir(directory);
    const server = createServer((socket) => socket.on('error', () => {}));
    await new Promise((resolve, reject) => server.once('error', reject).listen('td.sock', resolve));
    return server;
  } catch (error) {
    console.error(`  the plugin has no socket: ${error.message}`);
    return null;
  } finally {
    process.chdir(back);
  }
}
