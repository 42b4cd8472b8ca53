/** A session by dockerode: create, attach, start, exec with stdin, logs, archives, a build, events, removal. */
import { buffer, text } from 'node:stream/consumers';
import Docker from 'dockerode';
import { pack } from 'tar-stream';

const docker = new Docker();
const say = (...words) => console.log(...words);

const print = { write: (bytes) => process.stdout.write(bytes) };
const [ran, made] = await docker.run('busybox:test', ['sh', '-c', 'echo ran; exit 5'], print, { Tty: false });
say(ran.StatusCode);
await made.remove();

const container = await docker.createContainer({
  name: 'td-dockerode',
  Image: 'busybox:test',
  Cmd: ['sh', '-c', 'echo logged; trap exit TERM; sleep 1000 & wait'],
});
await container.start();
const exec = await container.exec({ Cmd: ['cat'], AttachStdin: true, AttachStdout: true });
const stream = await exec.start({ hijack: true, stdin: true });
stream.end('through exec\n');
say((await buffer(stream)).subarray(8).toString().trim(), (await exec.inspect()).ExitCode);

const archive = pack();
archive.entry({ name: 'note', mtime: new Date(0) }, 'from node\n');
archive.finalize();
await container.putArchive(await buffer(archive), { path: '/tmp' });
say((await text(await container.getArchive({ path: '/tmp/note' }))).includes('from node'));

let logs = Buffer.alloc(0);
while (logs.length === 0) logs = await container.logs({ stdout: true, stderr: true });
say(logs.subarray(8).toString().trim());

const context = pack();
context.entry({ name: 'Dockerfile', mtime: new Date(0) }, 'FROM busybox:test\nCMD echo built\n');
context.finalize();
const build = await docker.buildImage(await buffer(context), { t: 'td-dockerode' });
const steps = await new Promise((resolve, reject) =>
  docker.modem.followProgress(build, (error, all) => (error ? reject(error) : resolve(all))),
);
say(
  steps
    .map(({ stream: line }) => line ?? '')
    .join('')
    .match(/Step .*/g),
);

const network = await docker.createNetwork({ Name: 'td-dockerode' });
await network.connect({ Container: container.id });
say(
  Object.keys((await container.inspect()).NetworkSettings.Networks)
    .sort()
    .join(),
);
await network.disconnect({ Container: container.id, Force: true });
await network.remove();

await container.stop({ t: 1 });
say((await container.wait()).StatusCode);
await container.remove();
await docker.getImage('td-dockerode').remove();
await container.inspect().catch((error) => say(error.statusCode));
