/** Containers: every shape of create, a life, files, streams. */
import { until } from './client.mjs';
import { endOf } from './execs.mjs';
import { rich, terminal } from './shapes.mjs';
import { story } from './system.mjs';
import { tarOf } from './tars.mjs';
import { frame } from './websocket.mjs';

const SLEEP = { Image: 'busybox:test', Cmd: ['sleep', '300'], StopSignal: 'SIGKILL' };

export async function containers(s, world) {
  await creations(s);
  await life(s);
  await streams(s, world);
  await files(s);
  await ends(s);
  await story(s, world.started);
}

async function creations(s) {
  const create = (name, body, query = {}) => s.call('ContainerCreate', '', { query: { name, ...query }, body });
  await create('td-rich', rich);
  await s.call('ContainerInspect', 'td-rich', { query: { size: true } });
  await create('td-min', { Image: 'busybox:test' });
  await create('td-min', { Image: 'busybox:test' }); // the name is in use
  await create('td-none', { Image: 'td-none:1' });
  await create('td-bad', { Image: 'busybox:test', HostConfig: { Memory: 1024 } }); // too little
  await create('td-lonely', { Image: 'busybox:test', HostConfig: { NetworkMode: 'container:td-none' } }); // found out when it starts
  await s.call('ContainerStart', 'td-lonely');
  await s.call('ContainerDelete', 'td-lonely');
  await create('td-bad', { Image: 'busybox:test', HostConfig: { Binds: ['relative:path:nonsense:x'] } });
  await create('td-bad', { Image: 'busybox:test', HostConfig: { RestartPolicy: { Name: 'always', MaximumRetryCount: 3 } } });
  await create('td-bad', { Image: 'busybox:test', ExposedPorts: { 'nonsense/tcp': {} } });
  await create('td-bad', {});
  await s.call('ContainerDelete', 'td-bad'); // older engines made one of them
  await s.call('ContainerInspect', 'td-min');
  await s.call('ContainerInspect', 'td-none');
  await s.call('ContainerStart', 'td-rich');
  await s.call('ContainerInspect', 'td-rich');
  await s.call('ContainerList', '', { query: { all: true, size: true } });
  await s.call('ContainerList');
  await s.call('ContainerList', '', { query: { limit: 1 } });
  await s.call('ContainerList', '', { query: { all: true, filters: { status: ['running'], label: ['td=broad'] } } });
  await s.call('ContainerList', '', { query: { all: true, filters: { name: { 'td-min': true } } } });
  await s.call('ContainerList', '', { query: { all: true, filters: { exited: ['99'] } } });
  await s.call('ContainerDelete', 'td-rich', { query: { force: true, v: true } });
  await s.call('ContainerDelete', 'td-min');
}

async function life(s) {
  const name = 'td-life';
  await s.call('ContainerCreate', '', { query: { name }, body: SLEEP });
  await s.call('ContainerTop', name); // not running
  if (s.isAtLeast('1.19')) await s.call('ContainerStats', name, { query: { stream: false } }); // before, stats never ended
  await s.call('ContainerKill', name, { query: { signal: 'KILL' } });
  await s.call('ContainerPause', name);
  await s.call('ContainerStart', name);
  await s.call('ContainerStart', name); // it runs
  await s.call('ContainerStart', 'td-none');
  await s.call('ContainerTop', name);
  await s.call('ContainerTop', name, { query: { ps_args: '-eo pid,comm' } });
  await s.call('ContainerTop', name, { query: { ps_args: 'nonsense--' } });
  await s.call('ContainerTop', 'td-none');
  await s.call('ContainerPause', name);
  await s.call('ContainerInspect', name);
  await s.call('ContainerPause', name);
  await s.call('ContainerPause', 'td-none');
  await s.call('ContainerUnpause', name);
  await s.call('ContainerUnpause', name);
  await s.call('ContainerUnpause', 'td-none');
  await s.call('ContainerUpdate', name, {
    body: {
      CpuShares: 512,
      Memory: 67_108_864,
      MemorySwap: -1,
      PidsLimit: 50,
      RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 2 },
    },
  });
  await s.call('ContainerUpdate', name, { body: { Memory: 1024 } });
  await s.call('ContainerUpdate', 'td-none', { body: { CpuShares: 2 } });
  await s.call('ContainerRename', name, { query: { name: 'td-renamed' } });
  await s.call('ContainerRename', 'td-renamed', { query: { name } });
  await s.call('ContainerRename', name, { query: { name } }); // its own name
  await s.call('ContainerRename', 'td-none', { query: { name: 'td-other' } });
  await s.call('ContainerKill', name, { query: { signal: 'SIGUSR1' } });
  await s.call('ContainerKill', name, { query: { signal: 'SIGNONSENSE' } });
  await s.call('ContainerKill', 'td-none');
  await s.call('ContainerRestart', name, { query: { t: 0 } });
  await s.call('ContainerRestart', 'td-none');
  await s.call('ContainerResize', name, { query: { h: 20, w: 70 } });
  await s.call('ContainerResize', 'td-none', { query: { h: 20, w: 70 } });
  await s.call('ContainerDelete', name); // it runs
  await s.call('CheckpointCreate', name, { body: { CheckpointID: 'td-checkpoint', Exit: false } });
  await s.call('CheckpointList', name);
  await s.call('CheckpointDelete', `${name} td-checkpoint`);
  await s.call('CheckpointDelete', `${name} td-none`);
  await s.call('CheckpointList', 'td-none');
  await s.call('ContainerStop', name, { query: { t: 0, signal: 'SIGKILL' } });
  await s.call('ContainerStop', name); // it does not run
  await s.call('ContainerStop', 'td-none');
  await s.call('ContainerResize', name, { query: { h: 20, w: 70 } });
  await s.call('ContainerInspect', name);
  await s.call('ContainerStart', name);
  await s.call('ContainerKill', name);
  await s.call('ContainerWait', name);
  await s.call('ContainerWait', 'td-none');
  await s.call('ContainerDelete', name, { query: { v: true } });
  await s.call('ContainerDelete', name);
  await s.call('ContainerDelete', 'td-none', { query: { link: true } });
}

async function streams(s, { direct }) {
  const talk = { Image: 'busybox:test', Cmd: ['sh', '-c', 'echo out; echo err >&2; cat'], OpenStdin: true, StdinOnce: true };
  const create = (name, body) => s.call('ContainerCreate', '', { query: { name }, body });
  const all = { stream: true, stdin: true, stdout: true, stderr: true };

  await create('td-talk', { ...talk, AttachStdin: true, AttachStdout: true, AttachStderr: true });
  const attached = await s.call('ContainerAttach', 'td-talk', { query: all, upgrade: 'tcp', keepOpen: true });
  const waiting = s.call('ContainerWait', 'td-talk', { query: { condition: 'next-exit' } });
  await s.call('ContainerStart', 'td-talk');
  if (attached.socket !== null) attached.socket.end('what goes in\n');
  await endOf(attached.socket, '');
  if (attached.socket === null) await s.call('ContainerKill', 'td-talk');
  await waiting;
  await s.call('ContainerLogs', 'td-talk', { query: { stdout: true, stderr: true } });
  await s.call('ContainerLogs', 'td-talk', { query: { stdout: true, stderr: true, timestamps: true, tail: '1', since: 0 } });
  await s.call('ContainerLogs', 'td-talk', {
    query: { stdout: true, tail: 'all', until: Math.floor(Date.now() / 1000) + 60, details: true },
  });
  await s.call('ContainerLogs', 'td-talk', { query: { stdout: false, stderr: false } }); // one of the two must be chosen
  await s.call('ContainerLogs', 'td-none', { query: { stdout: true } });
  await s.call('ContainerAttach', 'td-talk', { query: { logs: true, stream: false, stdout: true, stderr: true }, input: '' }); // 200, no upgrade
  await s.call('ContainerAttach', 'td-talk', { query: { logs: true, stdout: true }, upgrade: 'tcp', input: '' });
  await s.call('ContainerAttach', 'td-none', { query: all });
  await s.call('ContainerAttach', 'td-none', { query: all, upgrade: 'tcp' });
  if (s.isAtLeast('1.25')) await s.call('ContainerAttach', 'td-talk', { query: { ...all, detachKeys: 'nonsense' } });

  await create('td-tty', terminal);
  const seen = await s.call('ContainerAttach', 'td-tty', { query: all, upgrade: 'tcp', keepOpen: true });
  await s.call('ContainerStart', 'td-tty');
  await s.call('ContainerResize', 'td-tty', { query: { h: 30, w: 90 } });
  if (s.isAtLeast('1.19')) await s.call('ContainerStats', 'td-tty', { query: { stream: false, 'one-shot': true } });
  await s.call('ContainerStats', 'td-tty', { query: { stream: true }, until: (text) => text.split('"read"').length > 2 });
  await s.call('ContainerStats', 'td-none', { query: { stream: false } });
  await s.call('ContainerLogs', 'td-tty', { query: { stdout: true, follow: true }, until: (text) => text.includes('ready') });
  await socketOf(s, 'td-tty');
  await endOf(seen.socket, 'line\n');
  await until(
    () => direct.raw('GET', '/containers/td-tty/json'),
    ({ json }) => json.State?.Running !== true,
    5,
  );
  await s.call('ContainerLogs', 'td-tty', { query: { stdout: true, stderr: true } });
  await s.call('ContainerWait', 'td-tty', { query: { condition: 'not-running' } });

  // A stream of events is left when it has told of this create; `since` lets it come first or last.
  const since = Math.floor(Date.now() / 1000);
  const watched = s.call('SystemEvents', '', {
    query: { since },
    until: (text) => text.includes('td-event'),
  });
  await create('td-event', { Image: 'busybox:test', Cmd: ['true'], HostConfig: { NetworkMode: 'none' } });
  await watched;
  const gone = s.call('ContainerWait', 'td-event', { query: { condition: 'removed' } });
  await s.call('ContainerStart', 'td-event');
  await until(
    () => direct.raw('GET', '/containers/td-event/json'),
    ({ json }) => json.State?.Running !== true,
    5,
  );
  await s.call('ContainerDelete', 'td-event');
  await gone;
  for (const name of ['td-talk', 'td-tty']) await s.call('ContainerDelete', name, { query: { force: true } });
}

/** Attach by websocket: what the container has said so far comes in the first frames. */
async function socketOf(s, name) {
  const headers = {
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': Buffer.from('tapedeck-session').toString('base64'),
    Origin: 'http://localhost',
  };
  const query = { logs: true, stream: true, stdin: true, stdout: true, stderr: true };
  const { socket, first } = await s.call('ContainerAttachWebsocket', name, { query, upgrade: 'websocket', headers, keepOpen: true });
  if (socket !== null) {
    await first;
    await endOf(socket, frame(8, Buffer.from([0x03, 0xe8]))); // good-bye
  }
  await s.call('ContainerAttachWebsocket', 'td-none', { query, upgrade: 'websocket', headers, input: '' });
}

async function files(s) {
  const name = 'td-files';
  await s.call('ContainerCreate', '', { query: { name }, body: { ...SLEEP, HostConfig: { ReadonlyRootfs: false } } });
  await s.call('ContainerStart', name);
  await s.call('PutContainerArchive', name, { query: { path: '/tmp' }, body: await tarOf({ 'in/': '', 'in/a.txt': 'put in\n' }) });
  await s.call('PutContainerArchive', name, {
    query: { path: '/tmp', noOverwriteDirNonDir: 1, copyUIDGID: 1 },
    body: await tarOf({ 'b.txt': 'b\n' }),
  });
  await s.call('PutContainerArchive', name, { query: { path: '/none' }, body: await tarOf({ 'b.txt': 'b\n' }) });
  await s.call('PutContainerArchive', name, { query: { path: '/etc/passwd' }, body: await tarOf({ 'b.txt': 'b\n' }) }); // no directory
  await s.call('PutContainerArchive', 'td-none', { query: { path: '/tmp' }, body: await tarOf({ 'b.txt': 'b\n' }) });
  await s.call('ContainerArchiveInfo', name, { query: { path: '/tmp/in/a.txt' } });
  await s.call('ContainerArchiveInfo', name, { query: { path: '/none' } });
  await s.call('ContainerArchiveInfo', 'td-none', { query: { path: '/tmp' } });
  await s.call('ContainerArchive', name, { query: { path: '/tmp/in' } });
  await s.call('ContainerArchive', name, { query: { path: '/none' } });
  await s.call('ContainerArchive', 'td-none', { query: { path: '/tmp' } });
  await s.call('ContainerCopy', name, { body: { Resource: '/tmp/in/a.txt' } });
  await s.call('ContainerChanges', name);
  await s.call('ContainerChanges', 'td-none');
  const changes = ['LABEL td=broad', 'EXPOSE 80/tcp'];
  await s.call('ImageCommit', '', {
    query: { container: name, repo: 'td-commit', tag: '1', comment: 'of a session', author: 'tapedeck', pause: true, changes },
    body: {},
  });
  await s.call('ImageCommit', '', {
    query: { container: name, repo: 'td-commit', tag: '2', pause: false },
    body: { Env: ['A=b'], Cmd: ['true'], Labels: { td: 'broad' } },
  });
  await s.call('ImageCommit', '', { query: { container: 'td-none', repo: 'td-commit', tag: '3' }, body: {} });
  await s.call('ImageCommit', '', { query: { container: name, repo: 'TD-Upper' }, body: {} });
  await s.call('ImageInspect', 'td-commit:1');
  await s.call('ImageHistory', 'td-commit:1');
  await s.call('ImageDelete', 'busybox:test'); // a container runs it
  await s.call('ContainerDelete', name, { query: { force: true } });
  await s.call('ImageDelete', 'td-commit:1');
  await s.call('ImageDelete', 'td-commit:2');

  // Never started, and of an image with one file: its export is small.
  await s.call('ImageCreate', '', { query: { fromSrc: '-', repo: 'td-export', tag: '1' }, body: await tarOf({ motd: 'tapedeck\n' }) });
  await s.call('ContainerCreate', '', { query: { name: 'td-export' }, body: { Image: 'td-export:1', Cmd: ['/none'] } });
  await s.call('ContainerExport', 'td-export');
  await s.call('ContainerExport', 'td-none');
  await s.call('ContainerStart', 'td-export'); // the command is not there
  await s.call('ContainerInspect', 'td-export');
  await s.call('ImageDelete', 'td-export:1');
  await s.call('ContainerDelete', 'td-export');
  await s.call('ImageDelete', 'td-export:1');
}

async function ends(s) {
  const healthy = {
    Image: 'busybox:test',
    Cmd: ['sleep', '300'],
    StopSignal: 'SIGKILL',
    Healthcheck: { Test: ['CMD-SHELL', 'true'], Interval: 1_000_000_000, Timeout: 1_000_000_000, Retries: 1 },
  };
  await s.call('ContainerCreate', '', { query: { name: 'td-healthy' }, body: healthy });
  const query = { since: Math.floor(Date.now() / 1000), filters: { event: ['health_status'], container: ['td-healthy'] } };
  const told = s.call('SystemEvents', '', { query, until: (text) => text.includes('health_status'), patience: 6000 });
  await s.call('ContainerStart', 'td-healthy');
  await told;
  await s.call('ContainerInspect', 'td-healthy');
  await s.call('ContainerDelete', 'td-healthy', { query: { force: true } });
  await s.call('ContainerCreate', '', { query: { name: 'td-pruned' }, body: { Image: 'busybox:test' } });
  await s.call('ContainerPrune', '', { query: { filters: { label: ['td=none'] } } });
  await s.call('ContainerPrune');
  if (!s.has('ContainerPrune')) await s.call('ContainerDelete', 'td-pruned');
}
