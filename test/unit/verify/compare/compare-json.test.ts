import { describe, expect, it } from '@jest/globals';
import { Identities } from '../../../../src/verify/identities.ts';
import { differencesOf, linesOf } from '../../../support/comparing.ts';
import { aWholeOutcome } from '../../../support/interactions.ts';

const INSPECT = '/v1.41/containers/web/json';
const [A, B, C] = ['4f66ad9a', 'b1946ac9', '0c3aff1e'].map((start) => start.padEnd(64, '0123456789abcdef')) as [string, string, string];

async function found(target: string, recorded: unknown, live: unknown): Promise<string[]> {
  return linesOf(await differencesOf(target, aWholeOutcome({ json: recorded }), aWholeOutcome({ json: live })));
}

describe('compareJson', () => {
  it('says which field is gone and what it was, and which is new', async () => {
    expect(await found(INSPECT, { HostConfig: { KernelMemory: 0, Memory: 5 } }, { HostConfig: { CpuShares: 2 } })).toEqual([
      'changed gone: ContainerInspect: HostConfig.KernelMemory is gone, it was 0',
      'breaking gone: ContainerInspect: HostConfig.Memory is gone, it was 5',
      'added new: ContainerInspect: HostConfig.CpuShares is new: 2',
    ]);
  });

  it.each([
    ['the order of keys', { a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 }],
    ['nil and an empty list', { ExecIDs: null, Mounts: [] }, { ExecIDs: [], Mounts: null }],
    ['nil and an empty map', { Labels: null, Config: { Volumes: {} } }, { Labels: {}, Config: { Volumes: null } }],
    [
      'the order of a set',
      { Env: ['A=1', 'B=2'], Mounts: [{ Destination: '/a' }, { Destination: '/b' }] },
      { Env: ['B=2', 'A=1'], Mounts: [{ Destination: '/b' }, { Destination: '/a' }] },
    ],
    ['times', { Created: '2026-01-02T03:04:05.6Z' }, { Created: '2026-11-26T23:01:02.123456789Z' }],
    [
      'ids, digests, names and paths made of them',
      { Id: A, Image: `sha256:${B}`, Name: '/eager_hopper', HostsPath: `/var/lib/docker/containers/${A}/hosts`, Hostname: A.slice(0, 12) },
      { Id: C, Image: `sha256:${A}`, Name: '/sad_lamport', HostsPath: `/var/lib/docker/containers/${C}/hosts`, Hostname: C.slice(0, 12) },
    ],
    [
      'addresses and MACs',
      { IPAddress: '172.17.0.2', MacAddress: '02:42:ac:11:00:02', GlobalIPv6Address: 'fd00::2' },
      { IPAddress: '172.18.0.7', MacAddress: '02:42:ac:12:00:07', GlobalIPv6Address: 'fd00::7' },
    ],
    [
      'ports that the engine chose',
      { NetworkSettings: { Ports: { '80/tcp': [{ HostIp: '0.0.0.0', HostPort: '32768' }] } } },
      { NetworkSettings: { Ports: { '80/tcp': [{ HostIp: '0.0.0.0', HostPort: '49153' }] } } },
    ],
    ['process ids', { State: { Pid: 4711 } }, { State: { Pid: 815 } }],
    ['keys of a map that the engine made', { Containers: { [A]: { Name: 'web' } } }, { Containers: { [B]: { Name: 'web' } } }],
  ])('does not count %s', async (_what, recorded, live) => {
    expect(await found(INSPECT, recorded, live)).toEqual([]);
  });

  it.each([
    ['another text', { a: { b: 'x' } }, { a: { b: 'y' } }, 'changed value: ContainerInspect: a.b is "y", it was "x"'],
    ['another number', { a: 1 }, { a: 2 }, 'changed value: ContainerInspect: a is 2, it was 1'],
    ['another type', { a: 1 }, { a: '1' }, 'breaking type: ContainerInspect: a is "1" (text), it was 1 (number)'],
    ['what is null now', { a: 'x' }, { a: null }, 'breaking value: ContainerInspect: a is null, it was "x"'],
    ['what has a value now', { a: null }, { a: 'x' }, 'changed value: ContainerInspect: a is "x", it was null'],
    ['a struct in place of null', { a: null }, { a: { b: 1 } }, 'changed value: ContainerInspect: a is {"b":1}, it was null'],
    [
      'a time that is not yet',
      { a: '2026-01-02T03:04:05Z' },
      { a: '0001-01-01T00:00:00Z' },
      'changed value: ContainerInspect: a is "0001-01-01T00:00:00Z", it was "2026-01-02T03:04:05Z"',
    ],
    [
      'a port that somebody chose',
      { HostPort: '8080' },
      { HostPort: '8081' },
      'changed value: ContainerInspect: HostPort is "8081", it was "8080"',
    ],
    ['the order of a command', { Cmd: ['a', 'b'] }, { Cmd: ['b', 'a'] }, 'changed value: ContainerInspect: Cmd[0] is "b", it was "a"'],
    [
      'the value of a variable',
      { Env: ['A=1', 'B=2'] },
      { Env: ['B=3', 'A=1'] },
      'changed value: ContainerInspect: Env[1] is "B=3", it was "B=2"',
    ],
    [
      'another exit code',
      { State: { ExitCode: 0 } },
      { State: { ExitCode: 1 } },
      'breaking exit-code: ContainerInspect: State.ExitCode is 1, it was 0',
    ],
    [
      'a label',
      { Config: { Labels: { a: '1' } } },
      { Config: { Labels: {} } },
      'breaking gone: ContainerInspect: Config.Labels[a] is gone, it was "1"',
    ],
  ])('finds %s', async (_what, recorded, live, line) => {
    const lines = await found(INSPECT, recorded, live);
    expect(lines[0]).toBe(line);
  });

  it('takes an id that stands for two for another object', async () => {
    expect(await found(INSPECT, { Id: A, Image: A }, { Id: B, Image: C })).toEqual([
      `changed value: ContainerInspect: Image is "${C}", it was "${A}"`,
    ]);
  });

  it('says the same of several elements once, with how many they are', async () => {
    const images = (rest: object) => ['a:1', 'b:1', 'c:1'].map((tag) => ({ RepoTags: [tag], ...rest }));
    const differences = await differencesOf(
      '/v1.44/images/json',
      aWholeOutcome({ json: images({ VirtualSize: 7 }) }),
      aWholeOutcome({ json: images({}) }),
    );
    expect(differences).toEqual([
      {
        grade: 'breaking',
        kind: 'gone',
        pointer: '/outcome/body/data/0/VirtualSize',
        recorded: 7,
        live: null,
        message: 'ImageList: VirtualSize is gone, it was 7 (3 times; shown is the first)',
      },
    ]);
  });

  it('counts what is said of an age without the age', async () => {
    const status = (text: string) => [{ Names: ['/web'], Status: text }];
    expect(await found('/v1.41/containers/json', status('Up 2 minutes (healthy)'), status('Up About an hour (healthy)'))).toEqual([]);
    expect(await found('/v1.41/containers/json', status('Exited (0) 3 seconds ago'), status('Exited (1) 4 seconds ago'))).toEqual([
      'changed value: ContainerList: [web].Status is "Exited (1) <age> ago", it was "Exited (0) <age> ago"'
        .replaceAll('<age>', '3 seconds')
        .replace('Exited (1) 3', 'Exited (1) 4'),
    ]);
  });

  it('takes a health check that has passed by now for one that had not yet, and not the other way', async () => {
    const state = (Status: string) => ({ State: { Health: { Status } } });
    expect(await found(INSPECT, state('starting'), state('healthy'))).toEqual([]);
    expect(await found(INSPECT, state('healthy'), state('starting'))).toHaveLength(1);
    expect(await found(INSPECT, state('starting'), state('unhealthy'))).toHaveLength(1);
    const status = (text: string) => [{ Names: ['/web'], Status: text }];
    const LIST = '/v1.41/containers/json';
    expect(await found(LIST, status('Up 2 seconds (health: starting)'), status('Up 3 seconds (healthy)'))).toEqual([]);
    expect(await found(LIST, status('Up 3 seconds (healthy)'), status('Up 3 seconds (health: starting)'))).toHaveLength(1);
  });

  it('leaves out what neither session made, and misses what it made', async () => {
    const own = { isRecorded: (text: string) => text === 'mine', isLive: (text: string) => text === 'mine' };
    const list = (...names: string[]) => aWholeOutcome({ json: names.map((name) => ({ Names: [`/${name}`] })) });
    const asked = { target: '/v1.41/containers/json', comparison: { own, identities: new Identities() } };
    expect(await differencesOf(asked, list('mine', 'theirs'), list('others', 'mine'))).toEqual([]);
    expect(linesOf(await differencesOf(asked, list('mine', 'theirs'), list('others')))).toEqual([
      'breaking gone: ContainerList: [mine] is gone, it was {"Names":["/mine"]}',
    ]);
  });

  it('takes the engine’s own directory for how it was set up', async () => {
    const at = (root: string, id: string, rest = 'hosts') => ({
      HostsPath: `${root}/containers/${id}/${rest}`,
      Mounts: [{ Source: `${root}/volumes/v/_data` }],
    });
    expect(await found(INSPECT, at('/var/lib/docker', A), at('/home/me/.docker', B))).toEqual([]);
    expect(await found(INSPECT, at('/var/lib/docker', A), at('/home/me/.docker', B, 'etc-hosts'))).not.toEqual([]);
  });
});
