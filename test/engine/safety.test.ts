/** An engine that others use as well: what a cassette would do to them is refused, said, and not done. On each engine that was asked for. */
import { spawnSync } from 'node:child_process';
import { expect, it } from '@jest/globals';
import { aDirectory, removeDirectories } from '../support/directories.ts';
import { askedEngines, type Engine, findEngine, skip } from '../support/engine.ts';
import { tapedeck } from '../support/tapedeck.ts';

removeDirectories();

const WHAT = 'touches nothing that the run did not make, and says what it refused';

if (askedEngines().length === 0) skip(WHAT, 'no engine is named');
for (const name of askedEngines()) {
  const engine = findEngine(name);
  if (engine !== null) it(`${WHAT}, on ${name}`, () => tryOn(engine));
}

async function tryOn(engine: Engine): Promise<void> {
  const client = engine.clients[0]?.path as string;
  const docker = (...words: string[]) => spawnSync(client, ['-H', engine.host, ...words], { encoding: 'utf8' }).stdout.trim();
  const name = `td-safety-${process.pid}`;
  const cwd = aDirectory({
    'danger.sh': [
      `${client} rm -f ${name}`,
      `${client} rmi -f ${name}:theirs`,
      `${client} network prune -f --filter label=${name}`,
      // Without --force: other tests may need the swarm of that engine, and a manager does not leave so.
      `${client} swarm leave`,
      `${client} run -d --name ${name} busybox:test sleep 60`,
      `${client} rm -f ${name}`,
      'exit 0',
    ].join('\n'),
  });
  const start = () => docker('run', '-d', '--name', name, '-v', `${name}:/data`, 'busybox:test', 'sleep', '600');
  try {
    start();
    docker('tag', 'busybox:test', `${name}:theirs`);
    const recorded = await tapedeck(['record', 'danger', '--upstream', engine.host, '--', 'sh', 'danger.sh'], { cwd });
    expect(recorded.exitCode).toBe(0);

    const container = start();
    docker('tag', 'busybox:test', `${name}:theirs`);
    const dry = await tapedeck(['verify', 'danger', '--against', engine.host, '--dry-run'], { cwd });
    expect(dry.exitCode).toBe(0);
    for (const said of [
      `container ${name} is not this run's`,
      `image ${name}:theirs is not this run's`,
      'a prune removes what others have made as well',
      'it changes the swarm mode of the whole engine',
      `the engine has container ${name} already, and it is not this run's`,
    ]) {
      expect(dry.stdout).toContain(said);
    }

    const checked = await tapedeck(['verify', 'danger', '--against', engine.host], { cwd });
    expect(checked.stdout).toContain(`container ${name} is not this run's`);
    expect(checked.exitCode).toBe(0);
    expect(docker('inspect', '-f', '{{.Id}} {{.State.Running}}', name)).toBe(`${container} true`);
    expect(docker('images', '-q', `${name}:theirs`)).not.toBe('');
  } finally {
    docker('rm', '-f', '-v', name);
    docker('rmi', `${name}:theirs`);
    docker('volume', 'rm', name);
  }
}
