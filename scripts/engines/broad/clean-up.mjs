/** Takes away whatever a session made, also one that broke off. Straight on the engine, by its newest API. */
import { tarOf } from './tars.mjs';

const OURS = /(?:^|\/)td-/;

export async function cleanUp(direct) {
  const remove = async (list, nameOf, target) => {
    const { json } = await direct.raw('GET', list);
    const rows = Array.isArray(json) ? json : (json.Volumes ?? []);
    for (const row of rows) {
      for (const name of [nameOf(row) ?? []].flat()) if (OURS.test(name)) await direct.raw('DELETE', target(name));
    }
  };
  await direct.raw('POST', '/swarm/leave?force=1');
  await remove(
    '/containers/json?all=1',
    (row) => row.Names,
    (name) => `/containers${name.startsWith('/') ? '' : '/'}${name}?force=1&v=1`,
  );
  // What a refused pull left behind goes when a plugin does; until then nobody can create that content again.
  await direct.raw('POST', '/plugins/create?name=td-sweep', { body: await tarOf({ 'config.json': '{}', 'rootfs/': '', 'rootfs/td': '' }) });
  await remove(
    '/plugins',
    (row) => row.Name,
    (name) => `/plugins/${name}?force=1`,
  );
  await remove(
    '/volumes',
    (row) => row.Name,
    (name) => `/volumes/${name}?force=1`,
  );
  await remove(
    '/networks',
    (row) => row.Name,
    (name) => `/networks/${name}`,
  );
  await remove(
    '/images/json?all=1',
    (row) => row.RepoTags,
    (name) => `/images/${name}?force=1`,
  );
}
