/**
 * What a test suite or a tool does with Docker: make a container, listen to it, talk to a process in it, clean up.
 * It knows nothing of tapedeck: dockerode reads DOCKER_HOST, as every client does.
 *
 *   tapedeck record hello -- node examples/dockerode/hello.mjs
 *   tapedeck replay hello -- node examples/dockerode/hello.mjs
 */
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import Docker from 'dockerode';

const IMAGE = process.env.DEMO_IMAGE ?? 'busybox:test';
const docker = new Docker();

const { Version, ApiVersion } = await docker.version();
console.log(`engine ${Version} speaks API ${ApiVersion}`);

const container = await docker.createContainer({
  name: 'tapedeck-demo',
  Image: IMAGE,
  Cmd: ['sh', '-c', 'echo hi; echo oops >&2; read line; echo "heard $line"; exit 7'],
  OpenStdin: true,
  StdinOnce: true,
});
try {
  const stream = await container.attach({ stream: true, stdin: true, stdout: true, stderr: true, hijack: true });
  const output = split(stream);
  await container.start();

  const exec = await container.exec({ Cmd: ['tr', 'a-z', 'A-Z'], AttachStdin: true, AttachStdout: true, AttachStderr: true });
  const execStream = await exec.start({ hijack: true, stdin: true });
  const shouted = split(execStream);
  execStream.end('typed into an exec\n');
  console.log(`exec: ${(await shouted).stdout.trim()}, exit code ${(await exec.inspect()).ExitCode}`);

  stream.write('a line on stdin\n');
  const { stdout, stderr } = await output;
  console.log(`stdout: ${JSON.stringify(stdout)}`);
  console.log(`stderr: ${JSON.stringify(stderr)}`);

  const { StatusCode } = await container.wait();
  const { State } = await container.inspect();
  console.log(`exit code ${StatusCode}, ${State.Status}`);
} finally {
  await container.remove({ force: true });
}
await docker
  .getContainer('tapedeck-demo')
  .inspect()
  .catch((error) => console.log(`afterwards: ${error.statusCode} ${error.json.message}`));

/** Both channels of a stream without a terminal, each to its end. */
async function split(stream) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  docker.modem.demuxStream(stream, stdout, stderr);
  const texts = Promise.all([text(stdout), text(stderr)]);
  await once(stream, 'end');
  stdout.end();
  stderr.end();
  const [out, err] = await texts;
  return { stdout: out, stderr: err };
}
