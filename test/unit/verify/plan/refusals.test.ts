/** What no session may do to an engine of others, said of one request. */
import { expect, it } from '@jest/globals';
import { findOperation } from '../../../../src/docker/operations.ts';
import { refusalOf } from '../../../../src/verify/plan/refusals.ts';
import { aRequest, someFiles } from '../../../support/interactions.ts';
import { SOME_HOST } from '../../../support/plans.ts';

function refusal(line: string, json?: unknown, version = '1.41'): string | null {
  const [method = '', path = ''] = line.split(' ', 2);
  const request = aRequest({ method, target: `/v${version}${path}`, ...(json === undefined ? {} : { json }) });
  return refusalOf(request, findOperation(request.method, request.target), someFiles(), SOME_HOST);
}

const NETWORK = "in the host's network, with all that listens on 127.0.0.1 and on abstract sockets";
const loose = (how: string) => `the container would not be held in the bounds of others (${how})`;

const REACHING: readonly (readonly [hostConfig: object, reason: string])[] = [
  [{ Privileged: true }, 'the container would be privileged, and could change anything on the host'],
  [{ PidMode: 'host' }, 'the container would see, and could end, every process of the host'],
  [{ IpcMode: 'host' }, 'the container would share memory with processes of the host'],
  [{ UTSMode: 'host' }, "the container would have the host's own name, and could change it"],
  [{ UsernsMode: 'host' }, 'the root of the container would be that of the host'],
  [{ CgroupnsMode: 'host' }, "the container would see the host's control groups"],
  [{ NetworkMode: 'host' }, `the container would be ${NETWORK}`],
  [{ CapAdd: ['ALL'] }, 'the container would have all capabilities, and could do anything on the host'],
  [{ CapAdd: ['CAP_SYS_TIME'] }, "the container would have the capability SYS_TIME: it could set the host's clock"],
  [{ SecurityOpt: ['seccomp=unconfined'] }, loose('seccomp=unconfined')],
  [{ SecurityOpt: ['seccomp:unconfined'] }, loose('seccomp:unconfined')],
  [{ SecurityOpt: [`seccomp={"defaultAction":"SCMP_ACT_ALLOW","architectures":[]}`] }, loose('seccomp')],
  [{ SecurityOpt: ['no-new-privileges', 'apparmor=unconfined'] }, loose('apparmor=unconfined')],
  [{ SecurityOpt: ['label=disable'] }, loose('label=disable')],
  [{ SecurityOpt: ['systempaths=unconfined'] }, loose('systempaths=unconfined')],
  [{ SecurityOpt: ['no-new-privileges=false'] }, loose('no-new-privileges=false')],
  [{ MaskedPaths: [] }, loose('MaskedPaths')],
  [{ ReadonlyPaths: [] }, loose('ReadonlyPaths')],
  [{ Devices: [{ PathOnHost: '/dev/sda' }] }, "the container would have the host's device /dev/sda"],
  [{ DeviceCgroupRules: ['b *:* rwm'] }, 'the container could make itself devices of the host (b *:* rwm)'],
  [{ DeviceRequests: [{ Count: -1, Capabilities: [['gpu']] }] }, 'the container would have devices of the host, such as its GPUs'],
  [{ CgroupParent: '/system.slice' }, 'the container would be in the control group /system.slice, with the limits of others'],
  [{ Runtime: 'nvidia' }, 'the runtime nvidia may give the container more of the host than others have'],
  [{ Binds: ['/proc:/x:ro'] }, "the container would hold /proc, which leads to the host's processes, settings or devices"],
  [{ Binds: ['/var/../var/run:/x:ro'] }, "the container would hold the engine's own socket (/var/../var/run)"],
  [
    { Mounts: [{ Type: 'bind', Source: '/srv/a.sock', Target: '/a', ReadOnly: true }] },
    'the container would hold a socket of the host (/srv/a.sock), and whoever listens there would do what it says',
  ],
  [
    { Mounts: [{ Type: 'volume', Target: '/x', VolumeOptions: { DriverConfig: { Options: { type: 'debugfs', device: 'none' } } } }] },
    'a volume of the container would be a debugfs of the host',
  ],
];

it.each(REACHING)('refuses to make a container with %j', (HostConfig, reason) => {
  expect(refusal('POST /containers/create', { Image: 'busybox', HostConfig })).toBe(reason);
  // Until 1.24 a start could say it as well.
  expect(refusal('POST /containers/web/start', HostConfig, '1.20')).toBe(reason);
});

it.each([
  {},
  { NetworkMode: 'bridge', IpcMode: 'private', PidMode: '', UTSMode: '', UsernsMode: '', CgroupnsMode: 'private' },
  { CapAdd: ['NET_RAW'], CapDrop: ['ALL'] },
  { CapAdd: null, SecurityOpt: null, MaskedPaths: null, ReadonlyPaths: null, Devices: [], DeviceRequests: null, DeviceCgroupRules: null },
  { SecurityOpt: ['no-new-privileges:true', 'seccomp=builtin', 'apparmor=docker-default'] },
  { Runtime: 'runc', CgroupParent: '' },
  { Binds: ['/srv/www:/www:ro', 'data:/data', '/etc/localtime:/etc/localtime:ro'] },
  { VolumesFrom: ['web'], Tmpfs: { '/tmp': '' }, RestartPolicy: { Name: 'always' } },
  { Mounts: [{ Type: 'volume', Target: '/x', VolumeOptions: { DriverConfig: { Options: { type: 'tmpfs', device: 'tmpfs' } } } }] },
  { IpcMode: 'container:web', Sysctls: { 'net.core.somaxconn': '1024' } },
])('has nothing against a container with %j', (HostConfig) => {
  expect(refusal('POST /containers/create', { Image: 'busybox', HostConfig })).toBeNull();
});

it('finds the network of the host among the endpoints of a container too', () => {
  expect(refusal('POST /containers/create', { NetworkingConfig: { EndpointsConfig: { host: {} } } })).toBe(
    `the container would be ${NETWORK}`,
  );
});

it('refuses to run a program with all privileges in a container', () => {
  expect(refusal('POST /containers/web/exec', { Cmd: ['id'], Privileged: true })).toBe(
    'the program would be privileged, and could change anything on the host',
  );
  expect(refusal('POST /containers/web/exec', { Cmd: ['id'], Privileged: false })).toBeNull();
});

it('refuses an update that gives a container devices', () => {
  expect(refusal('POST /containers/web/update', { Devices: [{ PathOnHost: '/dev/kvm' }] })).toBe(
    "the container would have the host's device /dev/kvm",
  );
  expect(refusal('POST /containers/web/update', { DeviceCgroupRules: ['c 1:3 r'] })).toContain('devices of the host');
  expect(refusal('POST /containers/web/update', { Memory: 1 << 26, RestartPolicy: { Name: 'no' } })).toBeNull();
});

it.each([
  [{ TaskTemplate: { ContainerSpec: { CapabilityAdd: ['CAP_SYS_ADMIN'] } } }, 'capability SYS_ADMIN'],
  [{ TaskTemplate: { ContainerSpec: { Privileges: { Seccomp: { Mode: 'unconfined' } } } } }, loose('seccomp=unconfined')],
  [{ TaskTemplate: { ContainerSpec: { Privileges: { AppArmor: { Mode: 'disabled' } } } } }, loose('apparmor=disabled')],
  [{ TaskTemplate: { ContainerSpec: { Privileges: { SELinuxContext: { Disable: true } } } } }, loose('SELinux Disable')],
  [{ TaskTemplate: { Networks: [{ Target: 'host' }] } }, `the service would be ${NETWORK}`],
  [{ Networks: [{ Target: 'host' }] }, `the service would be ${NETWORK}`],
  [{ TaskTemplate: { Runtime: 'plugin', PluginSpec: { Name: 'p' } } }, 'plugins serve the whole engine'],
  [
    { TaskTemplate: { ContainerSpec: { Mounts: [{ Type: 'bind', Source: '/run/docker.sock', ReadOnly: true }] } } },
    "the container would hold the engine's own socket",
  ],
])('refuses a service that reaches out of itself: %j', (spec, reason) => {
  expect(refusal('POST /services/create', spec)).toContain(reason);
  expect(refusal('POST /services/s/update?version=1', spec)).toContain(reason);
});

it('has nothing against a service that keeps to itself', () => {
  const privileges = {
    Seccomp: { Mode: 'default' },
    AppArmor: { Mode: 'default' },
    SELinuxContext: { Disable: false },
    CredentialSpec: null,
  };
  expect(refusal('POST /services/create', { TaskTemplate: { ContainerSpec: { Image: 'busybox', Privileges: privileges } } })).toBeNull();
  expect(refusal('POST /services/create', { TaskTemplate: { Networks: [{ Target: 'shop' }] } })).toBeNull();
});

it.each([
  [{ type: 'none', o: 'bind', device: '/srv' }, "the volume would stand for /srv of the host, and what lies there is not this run's"],
  [
    { type: 'overlay', o: 'lowerdir=/etc,upperdir=/srv/u,workdir=/srv/w', device: 'overlay' },
    "the volume would stand for /etc of the host, and what lies there is not this run's",
  ],
  [{ type: 'debugfs', device: 'debugfs' }, 'the volume would be a debugfs of the host'],
  [{ type: 'tmpfs', device: 'tmpfs', o: 'size=1m' }, null],
  [{ type: 'nfs', device: ':/export', o: 'addr=10.0.0.1' }, null],
  [{}, null],
])('knows what a volume would stand for: %j', (DriverOpts, reason) => {
  expect(refusal('POST /volumes/create', { Name: 'data', DriverOpts })).toBe(reason);
});

it('leaves the options of other drivers to them', () => {
  expect(refusal('POST /volumes/create', { Name: 'data', Driver: 'rexray', DriverOpts: { type: 'io1' } })).toBeNull();
});

it.each([
  ['networkmode=host', `steps of the build would be ${NETWORK}`],
  ['networkmode=container:theirs', 'steps of the build would be in the network of container theirs'],
  ['cgroupparent=/system.slice', 'steps of the build would be in the control group /system.slice, with the limits of others'],
  ['networkmode=default&cgroupparent=', null],
])('judges the surroundings of the steps of a build: %s', (query, reason) => {
  expect(refusal(`POST /build?t=mine&${query}`)).toBe(reason);
});
