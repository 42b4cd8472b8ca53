/** What a container must not be given of the host, be it to read. */
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cleanPaths, type EngineHost, pathRefusal } from '../../../../src/verify/plan/host-paths.ts';
import { SOME_HOST } from '../../../support/plans.ts';

const ENGINE: EngineHost = { ...SOME_HOST, sockets: ['/srv/engines/current/engine', '/data/engines/28/engine'] };
const own = (path: string) => `the container would hold the engine's own socket (${path})`;

it.each([
  '/srv/engines/current/engine',
  '/srv/engines/current',
  '/srv/engines/current/',
  '/srv//engines/./current',
  '/srv/../srv/engines',
  '/etc/../../srv',
  '/data/engines/28/engine',
  '/data',
  '/',
  '/..',
  '/SRV/Engines',
  '/var/run/docker.sock',
  '//var/run/docker.sock',
  '/var/../run',
  '/var/../var/run/',
  '/run/podman/podman.sock',
  '/run/containerd',
])('knows the socket of an engine, however the way to it is written: %s', (path) => {
  expect(pathRefusal(path, ENGINE)).toBe(own(path));
});

it('follows links to the socket of the engine', () => {
  const links: EngineHost = { ...ENGINE, realPath: (path) => path.replace(/^\/opt\/link/, '/data/engines') };
  expect(pathRefusal('/opt/link/28', links)).toBe(own('/opt/link/28'));
  expect(pathRefusal('/opt/other', links)).toBeNull();
});

it('refuses what is a socket on this machine, or holds one', () => {
  const seen: EngineHost = {
    ...SOME_HOST,
    holdsSocket: (path) => path === '/srv/app',
    realPath: (path) => path.replace('/link', '/srv/app'),
  };
  const reason = (path: string) =>
    `the container would hold a socket of the host (${path}), and whoever listens there would do what it says`;
  for (const path of ['/srv/app', '/srv/x/../app/', '/link']) expect(pathRefusal(path, seen)).toBe(reason(path));
});

it.each([
  ['/srv/app/control.sock', 'a socket of the host'],
  ['/srv/app/control.socket', 'a socket of the host'],
  ['/srv/docker.sock.raw', 'a socket of the host'],
  ['\\\\.\\pipe\\docker_engine', 'a socket of the host'],
  ['//./pipe/docker_engine', 'a socket of the host'],
  ['/run/user/1000', 'where programs of the host have their sockets'],
  ['/var/run/dbus/', 'where programs of the host have their sockets'],
  ['/proc', "leads to the host's processes, settings or devices"],
  ['/proc/1/root', "leads to the host's processes, settings or devices"],
  ['/sys/fs/cgroup', "leads to the host's processes, settings or devices"],
  ['/dev', "leads to the host's processes, settings or devices"],
  ['/etc/../dev/sda', "leads to the host's processes, settings or devices"],
  ['/home', 'where engines of single users have their sockets'],
  ['/home/me', 'where engines of single users have their sockets'],
  ['/root/', 'where engines of single users have their sockets'],
  ['/Users/me', 'where engines of single users have their sockets'],
  ['C:\\Users\\me', 'where engines of single users have their sockets'],
  ['/home/me/.docker/run', 'where engines of single users have their sockets'],
])('refuses %s', (path, reason) => {
  expect(pathRefusal(path, SOME_HOST)).toContain(reason);
  expect(pathRefusal(path, SOME_HOST)).toContain(path);
});

it.each([
  '/etc',
  '/srv/www',
  '/usr/share/zoneinfo',
  '/home/me/project',
  '/runner',
  '/devices',
  '/srv/engines/other',
  'C:\\src',
  '/lib/modules',
])('has nothing against reading %s', (path) => {
  expect(pathRefusal(path, ENGINE)).toBeNull();
});

const name = fc.stringMatching(/^[a-z][a-z0-9_-]{0,7}$/);
/** Parts of a path that come to nothing. */
const detour = fc.oneof(
  fc.constantFrom('', '.', './.', '//'),
  name.map((part) => `${part}/..`),
  fc.tuple(name, name).map(([a, b]) => `${a}/./${b}/../..`),
);
const walk = fc.array(fc.tuple(name, detour), { minLength: 1, maxLength: 5 });

it('reads a path the same, whatever detours it takes', () => {
  fc.assert(
    fc.property(walk, fc.boolean(), (parts, slash) => {
      const straight = `/${parts.map(([part]) => part).join('/')}`;
      const winding = `/${parts.map(([part, around]) => `${around}/${part}`).join('/')}${slash ? '/' : ''}`;
      expect(cleanPaths(winding)).toEqual([straight]);
      expect(cleanPaths(winding.replaceAll('/', '\\'))).toContain(straight);
    }),
  );
});

it('reads any path to one without detours, and that to itself', () => {
  const part = fc.oneof(name, fc.constantFrom('', '.', '..', '...', '\\', '..\\..'));
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      for (const path of cleanPaths(`/${parts.join('/')}`)) {
        expect(path).toMatch(/^\/(?:[^/]+(?:\/[^/]+)*)?$/);
        expect(path.split('/').some((one) => one === '.' || one === '..')).toBe(false);
        expect(cleanPaths(path)).toContain(path);
      }
    }),
  );
});

it('gives away no directory above the socket of the engine, by whatever detours', () => {
  fc.assert(
    fc.property(walk, fc.nat({ max: 5 }), (parts, depth) => {
      const socket = `/${parts.map(([part]) => part).join('/')}`;
      const above = `/${parts
        .slice(0, depth)
        .map(([part, around]) => `${around}/${part}`)
        .join('/')}`;
      expect(pathRefusal(above, { ...SOME_HOST, sockets: [socket] })).toBe(own(above));
    }),
  );
});
