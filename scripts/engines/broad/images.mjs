/** Images, from a tar of nothing to the registry and back. */
import { tarOf } from './tars.mjs';

const REGISTRY = 'localhost:5000';
const NOBODY = Buffer.from('{}').toString('base64');

export async function images(s) {
  const auth = { 'X-Registry-Auth': NOBODY };
  const layer = await tarOf({ 'etc/': '', 'etc/motd': 'tapedeck\n' });
  await s.call('ImageCreate', '', {
    query: { fromSrc: '-', repo: 'td-tiny', tag: '1', message: 'of nothing', changes: ['CMD ["/none"]', 'ENV A=b'] },
    body: layer,
  });
  await s.call('ImageCreate', '', {
    query: { fromSrc: '-', repo: 'td-tiny', tag: '2' },
    body: await tarOf({ 'etc/': '', 'etc/issue': 'second\n' }),
  });
  await s.call('ImageCreate', '', { query: { fromSrc: 'http://localhost:5999/nothing.tar', repo: 'td-tiny', tag: '3' } });

  await s.call('ImageList');
  await s.call('ImageList', '', { query: { all: true, digests: true } });
  await s.call('ImageList', '', { query: { filters: { dangling: ['true'] } } });
  await s.call('ImageList', '', { query: { filters: { label: ['bed=engines'] } } });
  await s.call('ImageList', '', { query: { filters: { reference: ['td-tiny:*'] }, 'shared-size': true } });
  await s.call('ImageList', '', { query: { filter: 'td-tiny' } });

  await s.call('ImageInspect', 'busybox:test');
  await s.call('ImageInspect', 'td-tiny:1');
  await s.call('ImageInspect', 'td-none:1');
  await s.call('ImageHistory', 'busybox:test');
  await s.call('ImageHistory', 'td-tiny:1');
  await s.call('ImageHistory', 'td-none:1');

  await s.call('ImageTag', 'td-tiny:1', { query: { repo: 'td-other', tag: 'x' } });
  await s.call('ImageTag', 'td-tiny:1', { query: { repo: `${REGISTRY}/td-tiny`, tag: '1' } });
  await s.call('ImageTag', 'td-none:1', { query: { repo: 'td-other', tag: 'y' } });
  await s.call('ImageTag', 'td-tiny:1', { query: { repo: 'TD-Upper', tag: 'x' } });

  await s.call('ImagePush', `${REGISTRY}/td-tiny`, { query: { tag: '1' }, headers: auth });
  await s.call('ImagePush', `${REGISTRY}/td-tiny`, { query: { tag: '1' }, headers: auth }); // all layers are there
  await s.call('ImagePush', `${REGISTRY}/td-none`, { query: { tag: '1' }, headers: auth });
  await s.call('ImagePush', 'localhost:5999/td-tiny', { query: { tag: '1' }, headers: auth });
  await s.call('ImageTag', 'td-tiny:1', { query: { repo: 'localhost:5999/td-tiny', tag: '1' } });
  await s.call('ImagePush', 'localhost:5999/td-tiny', { query: { tag: '1' }, headers: auth }); // nobody listens there: the error comes in the stream
  await s.call('DistributionInspect', `${REGISTRY}/td-tiny:1`);
  await s.call('DistributionInspect', `${REGISTRY}/td-none:1`);
  await s.call('ImageDelete', `${REGISTRY}/td-tiny:1`);
  await s.call('ImageCreate', '', { query: { fromImage: `${REGISTRY}/td-tiny`, tag: '1' }, headers: auth });
  await s.call('ImageCreate', '', { query: { fromImage: `${REGISTRY}/td-tiny`, tag: '1' }, headers: auth }); // up to date
  await s.call('ImageCreate', '', { query: { fromImage: `${REGISTRY}/td-tiny`, tag: 'none' }, headers: auth });
  await s.call('ImageCreate', '', { query: { fromImage: 'localhost:5999/td-tiny', tag: '1' }, headers: auth });
  await s.call('ImageInspect', `${REGISTRY}/td-tiny:1`);
  await s.call('ImageSearch', '', { query: { term: 'tapedeck', limit: 5 } }); // no way out of the test bed
  await s.call('ImageSearch', '', { query: { term: `${REGISTRY}/tapedeck` } });

  const saved = await s.call('ImageGet', 'td-tiny:1');
  const archive = saved.status === 200 ? saved.bytes : layer; // where saving fails, loading fails too
  await s.call('ImageGet', 'td-none:1');
  await s.call('ImageGetAll', '', { query: { names: 'td-tiny:2' } });
  await s.call('ImageGetAll', '', { query: { names: ['td-tiny:1', 'td-tiny:2'] } });
  await s.call('ImageGetAll', '', { query: { names: 'td-none:1' } });
  await s.call('ImageDelete', 'td-other:x');
  await s.call('ImageDelete', `${REGISTRY}/td-tiny:1`);
  await s.call('ImageDelete', 'localhost:5999/td-tiny:1');
  await s.call('ImageDelete', 'td-tiny:1');
  await s.call('ImageDelete', 'td-tiny:1');
  await s.call('ImageLoad', '', { query: { quiet: 1 }, body: archive });
  await s.call('ImageLoad', '', { query: { quiet: 0 }, body: archive });
  await s.call('ImageLoad', '', { query: { quiet: 1 }, body: await tarOf({ 'nothing.txt': 'no image\n' }) });
  await s.call('ImageDelete', 'td-tiny:2', { query: { force: true, noprune: true } });
  await s.call('ImagePrune');
  await s.call('ImagePrune', '', { query: { filters: { dangling: ['true'] } } });
  await s.call('ImagePrune', '', { query: { filters: { label: ['td=none'] } } });
}
