/** The legacy builder: a good build, one with arguments, one that fails in a step, one that cannot be read. */
import { tarOf } from './tars.mjs';

const NO_REGISTRY = { 'X-Registry-Config': Buffer.from('{}').toString('base64') };

export async function builds(s) {
  const build = async (query, files, headers = NO_REGISTRY) => s.call('ImageBuild', '', { query, headers, body: await tarOf(files) });
  const dockerfile =
    'FROM busybox:test\nARG WHO=nobody\nLABEL td=broad\nCOPY file.txt /file.txt\nRUN echo "hello $WHO" > /hello\nCMD ["cat", "/hello"]\n';
  await build({ t: 'td-built:1', rm: true }, { Dockerfile: dockerfile, 'file.txt': 'one\n' });
  await build(
    {
      t: 'td-built:2',
      dockerfile: 'sub/Dockerfile.two',
      rm: true,
      forcerm: true,
      nocache: true,
      memory: 67_108_864,
      memswap: -1,
      cpushares: 512,
      shmsize: 16_777_216,
      networkmode: 'none',
      buildargs: { WHO: 'somebody' },
      labels: { more: 'yes' },
      extrahosts: 'one.example:10.0.0.1',
      cachefrom: JSON.stringify(['td-built:1']),
    },
    { 'sub/': '', 'sub/Dockerfile.two': dockerfile, 'file.txt': 'two\n' },
  );
  await build({ q: true, rm: true }, { Dockerfile: dockerfile, 'file.txt': 'one\n' }); // from the cache, quietly
  await build({ rm: true, forcerm: true }, { Dockerfile: 'FROM busybox:test\nRUN exit 3\n' }); // the error comes in the stream
  await build({ rm: true }, { Dockerfile: 'FROM td-none:1\n' });
  await build({ rm: true }, { Dockerfile: 'NONSENSE here\n' });
  await build({ rm: true, dockerfile: 'None' }, { Dockerfile: 'FROM busybox:test\n' });
  await build({ rm: true, t: 'TD-Upper:1' }, { Dockerfile: 'FROM busybox:test\n' });
  await s.call('ImageBuild', '', { query: { remote: 'http://localhost:5999/Dockerfile' } });
  await s.call('ImageInspect', 'td-built:2');
  await s.call('ImageHistory', 'td-built:2');
  await s.call('SystemDataUsage');
  await s.call('BuildPrune', '', { query: { all: true } });
  await s.call('BuildPrune', '', { query: { filters: { until: { '1h': true } }, 'keep-storage': 1000 } });
  await s.call('ImageDelete', 'td-built:2');
}
