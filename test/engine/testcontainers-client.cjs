/** A session by testcontainers: a build, a network, files, wait strategies, exec, logs, a restart, removal. Run as `testcontainers-12.0 THIS FOLDER`. */
const { mkdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { text } = require('node:stream/consumers');
const { GenericContainer, Network, Wait } = require('testcontainers');

const folder = join(process.argv[2], 'image');
const say = (...words) => console.log(...words);
const LIVE = 'trap exit TERM; sleep 1000 & wait';
// After a restart testcontainers asks for the log since the moment that the engine calls the start. A line can be older than that.
const STARTED = 'sleep 1';

async function main() {
  mkdirSync(folder);
  writeFileSync(join(folder, 'note'), 'from the context\n');
  writeFileSync(join(folder, 'Dockerfile'), 'FROM busybox:test\nCOPY note /note\n');
  const image = await GenericContainer.fromDockerfile(folder).build('td-testcontainers', { deleteOnExit: false });

  const network = await new Network().start();
  const db = await new GenericContainer('busybox:test')
    .withNetwork(network)
    .withNetworkAliases('db')
    .withCommand(['sh', '-c', `${STARTED}; echo ready to accept connections; ${LIVE}`])
    .withWaitStrategy(Wait.forLogMessage(/ready to accept/))
    .start();
  const web = await image
    .withNetwork(network)
    .withEnvironment({ COLOUR: 'blue' })
    .withLabels({ 'td-kind': 'testcontainers' })
    .withExposedPorts(80)
    .withCopyContentToContainer([{ content: 'copied before the start\n', target: '/etc/before' }])
    .withHealthCheck({ test: ['CMD-SHELL', 'test -e /etc/before'], interval: 200, retries: 50, timeout: 1000 })
    .withCommand(['sh', '-c', `cat /note /etc/before; echo to stderr >&2; ${LIVE}`])
    .withWaitStrategy(Wait.forAll([Wait.forHealthCheck(), Wait.forLogMessage('copied before the start')]))
    .start();
  say(web.getNetworkNames().length, db.getIpAddress(network.getName()) !== '', web.getMappedPort(80) > 0);

  const told = await web.exec(['sh', '-c', 'echo $COLOUR; echo err >&2; nslookup db > /dev/null; exit 3']);
  say(told.exitCode, told.stdout.trim(), told.stderr.trim());
  await web.copyContentToContainer([{ content: 'copied afterwards\n', target: '/tmp/after' }]);
  say((await web.exec(['cat', '/tmp/after'])).output.trim());
  say((await text(await web.copyArchiveFromContainer('/tmp/after'))).includes('copied afterwards'));

  const logs = await web.logs();
  await new Promise((resolve) => {
    let seen = '';
    logs.on('data', (line) => {
      seen += line;
      if (seen.includes('from the context') && seen.includes('to stderr')) resolve();
    });
  });
  logs.destroy();
  await db.restart({ timeout: 1 });
  say((await db.exec('echo again')).output.trim());
  await web.stop();
  await db.stop();
  await network.stop();
  say('stopped');
}

// It takes its log streams for no reason to stay, and Node would end in the middle of one.
const awake = setInterval(() => {}, 1000);
main()
  .catch((error) => {
    console.error(error);
    process.exitCode = 1;
  })
  .finally(() => clearInterval(awake));
