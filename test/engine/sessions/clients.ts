/**
 * What other clients than the docker CLI do, each in one session. `$B` is the folder with them, `$NODE` runs Node, and
 * `$CLIENTS` is the folder with our own scripts.
 */
import { type Session, sh } from './session.ts';

const COMPOSE_FILE = sh`mkdir -p $O/shop; cat > $O/shop/docker-compose.yml <<'END'
services:
  web:
    image: busybox:test
    command: sh -c "echo web is up; trap exit TERM; sleep 1000 & wait"
    environment: [COLOUR=blue, SIZE=2]
    labels: {kind: shop}
    depends_on: [db]
    volumes: [data:/data]
  db:
    image: busybox:test
    command: sh -c "echo db is up; trap exit TERM; sleep 1000 & wait"
volumes:
  data:
END
cd $O/shop; export COMPOSE_PROJECT_NAME=td-shop NO_COLOR=1 COMPOSE_ANSI=never
until_seen_twice() { n=0; until [ $($C logs --no-color 2>/dev/null | grep -c ' is up') = 2 ]; do n=$((n + 1)); [ $n -lt 100 ] || return 1; sleep 0.1; done; }`;

/** Lines of what is done side by side come in any order; how far `logs` indents depends on which containers compose knows by then. */
const composing = (version: string): Session => ({
  name: `compose-${version}`,
  script: sh`C=$B/compose-${version}; ${COMPOSE_FILE}
    $C up -d 2>&1 | sort -u; until_seen_twice; $C ps 2>&1; $C ps -q | wc -l
    $C logs --no-color 2>/dev/null | sort; $C exec -T web sh -c 'echo $COLOUR; exit 4'; echo $?; echo typed | $C exec -T db cat
    $C restart -t 1 db 2>&1 | sort -u; $C config --services | sort; $C down -v -t 1 2>&1 | sort -u`,
  cleanup:
    '$D rm -f $($D ps -aq --filter label=com.docker.compose.project=td-shop); $D network rm td-shop_default; $D volume rm td-shop_data',
  clientMasks: [[/^(\S+) +\| /gm, '$1 | ']],
});

const PYTHON = sh`cat > $O/script.py <<'END'
import docker, io, os, tarfile, time
client = docker.from_env(timeout=60)
print(client.ping(), client.version()['ApiVersion'])
print(client.containers.run('busybox:test', 'echo hi', remove=True))
container = client.containers.run('busybox:test', ['sh', '-c', 'echo out; trap exit TERM; sleep 1000 & wait'], detach=True, name='td-py', labels={'td': '1'})
data = io.BytesIO()
with tarfile.open(fileobj=data, mode='w') as tar:
    entry = tarfile.TarInfo('note'); content = b'from python\n'; entry.size = len(content)
    tar.addfile(entry, io.BytesIO(content))
print(container.put_archive('/tmp', data.getvalue()))
print(container.exec_run(['cat', '/tmp/note']))
code, (out, err) = container.exec_run(['sh', '-c', 'echo a; echo b >&2; exit 3'], demux=True)
print(code, out, err)
while not container.logs(): time.sleep(0.05)
print(container.logs())
stream, stat = container.get_archive('/tmp/note')
print(stat['name'], stat['size'], tarfile.open(fileobj=io.BytesIO(b''.join(stream))).extractfile('note').read())
container.stop(timeout=1)
container.reload(); print(container.status, container.attrs['State']['ExitCode'])
image, _ = client.images.build(fileobj=io.BytesIO(b'FROM busybox:test\nCMD echo built'), tag='td-py', rm=True)
print(client.containers.run(image.id, remove=True))
here = os.path.dirname(os.path.abspath(__file__))
os.mkdir(here + '/context'); open(here + '/Dockerfile', 'w').write('FROM busybox:test\nLABEL from=beside\n')
beside, _ = client.images.build(path=here + '/context', dockerfile=here + '/Dockerfile', tag='td-py-beside', rm=True)
print(beside.labels); client.images.remove('td-py-beside')
network = client.networks.create('td-py'); network.connect(container); network.disconnect(container); network.remove()
volume = client.volumes.create('td-py'); print(volume.name); volume.remove()
print([c.name for c in client.containers.list(all=True, filters={'label': 'td'})])
container.remove(force=True); client.images.remove('td-py')
try: client.containers.get('td-none')
except docker.errors.NotFound as error: print(error.explanation)
END`;

const python = (version: string): Session => ({
  name: `docker-py-${version}`,
  script: sh`${PYTHON}
    $B/docker-py-${version} $O/script.py`,
  cleanup: '$D rm -f td-py; $D rmi td-py td-py-beside; $D network rm td-py; $D volume rm td-py',
});

const DOCKERODE: Session = {
  name: 'dockerode',
  script: '$NODE $CLIENTS/dockerode-client.mjs',
  cleanup: '$D rm -f td-dockerode; $D rmi td-dockerode; $D network rm td-dockerode',
};

/** Ryuk, which removes what a test left behind, would answer on a published port, where nobody listens in a replay. */
const TESTCONTAINERS: Session = {
  name: 'testcontainers-12.0',
  script: 'export TESTCONTAINERS_RYUK_DISABLED=true; $B/testcontainers-12.0 $CLIENTS/testcontainers-client.cjs $O',
  cleanup: '$D rm -f $($D ps -aq --filter label=org.testcontainers); $D rmi td-testcontainers',
};

/** Step numbers and the moments of a step are the client's own. */
const buildx = (version: string): Session => ({
  name: `buildx-${version}`,
  script: sh`export BUILDX_CONFIG=$W/buildx; $B/buildx-${version} build --no-cache --progress quiet --iidfile $O/id -t td-buildx $W/context > $O/said 2>&1; echo $?; cat $O/id; $D image inspect -f '{{.Config.Cmd}}' td-buildx`,
  cleanup: '$D rmi td-buildx',
});

export const CLIENT_SESSIONS: readonly Session[] = [
  composing('1.29'),
  composing('2.26'),
  composing('2.40'),
  python('5.0'),
  python('7.1'),
  DOCKERODE,
  TESTCONTAINERS,
  buildx('0.13'),
  buildx('0.29'),
];
