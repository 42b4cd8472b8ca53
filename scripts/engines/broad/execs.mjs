/** Commands in a running container: by upgrade and without, with stdin, with a terminal, detached. */
import { until } from './client.mjs';

export async function execs(s, { direct }) {
  const name = 'td-exec';
  await s.call('ContainerCreate', '', { query: { name }, body: { Image: 'busybox:test', Cmd: ['sleep', '300'], StopSignal: 'SIGKILL' } });
  await s.call('ContainerExec', name, { body: { Cmd: ['true'] } }); // not running
  await s.call('ContainerStart', name);
  const exec = async (body) =>
    (await s.call('ContainerExec', name, { body: { AttachStdout: true, AttachStderr: true, ...body } })).json.Id ?? 'td-none';

  const plain = await exec({
    Cmd: ['sh', '-c', 'echo out; echo err >&2; exit 3'],
    Env: ['A=b'],
    WorkingDir: '/tmp',
    User: 'nobody',
    Privileged: false,
  });
  await s.call('ExecInspect', plain);
  await s.call('ExecStart', plain, { body: { Detach: false, Tty: false }, upgrade: 'tcp' });
  await s.call('ExecInspect', plain);
  await s.call('ExecStart', plain, { body: { Detach: false, Tty: false } }); // it has run
  await s.call('ExecResize', plain, { query: { h: 24, w: 80 } }); // it has ended

  const unhurried = await exec({ Cmd: ['echo', 'without upgrade'] });
  await s.call('ExecStart', unhurried, { body: { Detach: false, Tty: false }, input: '' });

  const reader = await exec({ AttachStdin: true, Cmd: ['cat'] });
  await s.call('ExecStart', reader, { body: { Detach: false, Tty: false }, upgrade: 'tcp', input: 'what goes in\n' });

  const terminal = await exec({
    AttachStdin: true,
    Tty: true,
    DetachKeys: 'ctrl-p,ctrl-q',
    Cmd: ['sh', '-c', 'read line; echo "got $line"'],
  });
  const { socket } = await s.call('ExecStart', terminal, { body: { Detach: false, Tty: true }, upgrade: 'tcp', keepOpen: true });
  await until(
    () => direct.raw('GET', `/exec/${terminal}/json`),
    ({ json }) => json.Running === true || json.message !== undefined,
    5,
  );
  await s.call('ExecResize', terminal, { query: { h: 40, w: 100 } });
  await s.call('ExecInspect', terminal);
  await s.call('ContainerInspect', name);
  await s.call('ContainerTop', name);
  await endOf(socket, 'line\n');
  await s.call('ExecInspect', terminal);

  const detached = await exec({ Cmd: ['true'], AttachStdout: false, AttachStderr: false });
  await s.call('ExecStart', detached, { body: { Detach: true, Tty: false } });
  await until(
    () => direct.raw('GET', `/exec/${detached}/json`),
    ({ json }) => json.Running !== true && json.ExitCode !== null,
  );
  await s.call('ExecInspect', detached);

  const missing = await exec({ Cmd: ['/no/such/command'] });
  await s.call('ExecStart', missing, { body: { Detach: true, Tty: false } });
  const refused = await exec({ Cmd: ['/no/such/command'] });
  await s.call('ExecStart', refused, { body: { Detach: false, Tty: false }, upgrade: 'tcp' });
  await s.call('ExecInspect', refused);
  await s.call('ContainerExec', name, { body: { Cmd: [] } });
  await s.call('ContainerExec', name, { body: { Cmd: ['true'], User: 'nosuchuser' } });
  await s.call('ContainerExec', 'td-none', { body: { Cmd: ['true'] } });
  await s.call('ExecInspect', 'td-none');
  await s.call('ExecStart', 'td-none', { body: { Detach: false, Tty: false } });
  await s.call('ExecResize', 'td-none', { query: { h: 24, w: 80 } });
  await s.call('ContainerPause', name);
  await s.call('ContainerExec', name, { body: { Cmd: ['true'] } }); // paused
  await s.call('ContainerUnpause', name);
  await s.call('ContainerDelete', name, { query: { force: true } });
}

/** Types the last line, and waits for the engine to close. */
export function endOf(socket, input) {
  if (socket === null || socket === undefined || socket.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    socket.once('close', resolve);
    socket.resume();
    socket.write(input);
    setTimeout(() => socket.destroy(), 10_000).unref();
  });
}
