/** What the tests of this folder test: code that runs a container. It knows nothing of tapedeck. */
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';

/** Runs a container that greets, and says what came of it. */
export async function greet(docker, name) {
  const container = await docker.createContainer({
    Image: 'busybox:test',
    Env: [`NAME=${name}`],
    Cmd: ['sh', '-c', 'test -n "$NAME" || exit 3; echo "hello $NAME"'],
  });
  try {
    const stream = await container.attach({ stream: true, stdout: true, stderr: true });
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    docker.modem.demuxStream(stream, stdout, stderr);
    const said = text(stdout);
    const ended = once(stream, 'end');
    await container.start();
    await ended;
    stdout.end();
    const { StatusCode } = await container.wait();
    return { said: await said, exitCode: StatusCode };
  } finally {
    await container.remove({ force: true });
  }
}
