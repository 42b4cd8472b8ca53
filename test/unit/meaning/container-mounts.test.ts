import { expect, it } from '@jest/globals';
import { mountsOf } from '../../../src/meaning/container-mounts.ts';

it.each([
  ['/srv:/data', { kind: 'host', source: '/srv', writable: true }],
  ['/srv:/data:ro', { kind: 'host', source: '/srv', writable: false }],
  ['/srv:/data:z,ro', { kind: 'host', source: '/srv', writable: false }],
  ['/srv:/ro', { kind: 'host', source: '/srv', writable: true }],
  ['data:/data', { kind: 'volume', source: 'data', writable: true }],
  ['data:/data:ro', { kind: 'volume', source: 'data', writable: false }],
  ['C:\\srv:C:\\data', { kind: 'host', source: 'C:\\srv', writable: true }],
  ['/data', { kind: 'anonymous' }],
])('reads the bind %s', (bind, mount) => {
  expect(mountsOf({ HostConfig: { Binds: [bind] } })).toEqual([mount]);
});

it.each([
  [{ Type: 'bind', Source: '/srv' }, [{ kind: 'host', source: '/srv', writable: true }]],
  [{ Type: 'volume', Source: 'data', ReadOnly: true }, [{ kind: 'volume', source: 'data', writable: false }]],
  [{ Type: 'volume' }, [{ kind: 'anonymous' }]],
  [
    { Type: 'volume', Source: 'data', VolumeOptions: { DriverConfig: { Options: { device: '/srv', o: 'bind' } } } },
    [{ kind: 'host', source: '/srv', writable: true }],
  ],
  [{ Type: 'tmpfs', Target: '/tmp' }, []],
])('reads the mount %j', (mount, mounts) => {
  expect(mountsOf({ HostConfig: { Mounts: [mount] } })).toEqual(mounts);
  expect(mountsOf({ Mounts: [mount] })).toEqual(mounts);
});
