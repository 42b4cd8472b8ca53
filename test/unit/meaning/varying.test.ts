import { expect, it } from '@jest/globals';
import { VaryingPlaces } from '../../../src/meaning/varying.ts';

const places = new VaryingPlaces([
  { operation: 'ContainerCreate', place: 'body /Labels/build.id', types: ['any'] },
  { operation: 'ExecStart', place: 'body /**', types: ['time'] },
]);

it.each([
  ['ContainerCreate', 'query name', ['uuid', 'name']],
  ['ContainerCreate', 'body /Labels/com.docker.compose.project', ['project']],
  ['ContainerList', 'query filters/label/com.docker.compose.project', ['project']],
  ['ServiceCreate', 'body /TaskTemplate/ContainerSpec/Labels/com.docker.compose.project', ['project']],
  ['ContainerCreate', 'body /Labels/com.docker.compose.project.working_dir', ['directory']],
  ['ContainerCreate', 'body /Labels/run', ['uuid', 'id', 'time', 'path', 'name']],
  ['ContainerCreate', 'body /Cmd/2', ['uuid', 'id', 'time', 'path']],
  ['ContainerCreate', 'body /HostConfig/LogConfig/Type', ['uuid', 'id', 'path']],
  ['PutContainerArchive', 'body file path', ['uuid', 'id', 'reference']],
  ['ContainerCreate', 'body keys /NetworkingConfig/EndpointsConfig', ['uuid', 'reference']],
  ['PluginPull', 'query name', ['uuid', 'reference']],
  ['ImageTag', 'query tag', ['uuid', 'id', 'time', 'name']],
  ['ImageCreate', 'query tag', ['uuid', 'id', 'reference']],
  ['ContainerList', 'query filters/publish/0', ['uuid', 'id', 'reference']],
  ['ContainerList', 'query filters/label/run', ['uuid', 'id', 'time', 'path', 'reference']],
  ['ContainerPrune', 'query filters/until/0', ['time']],
  ['BuildKitGrpc', 'build build-arg:PORT', ['uuid', 'id', 'time', 'path']],
  ['ImageBuild', 'query buildargs/PORT', ['uuid', 'id', 'time', 'path']],
  ['ImageBuild', 'query dockerfile', ['uuid', 'id', 'name']],
  ['ContainerCreate', 'query platform', []],
  ['ContainerLogs', 'query tail', []],
])('knows what may vary in %s at %s', (operation, place, types) => {
  expect(places.typesAt(operation, place)).toEqual(types);
});

it('puts rules of the user before its own, for their operation only', () => {
  expect(places.typesAt('ContainerCreate', 'body /Labels/build.id')).toEqual(['any']);
  expect(places.typesAt('ContainerCreate', 'body /Labels/buildXid')).not.toEqual(['any']);
  expect(places.typesAt('VolumeCreate', 'body /Labels/build.id')).not.toEqual(['any']);
  expect(places.typesAt('ExecStart', 'body /a/b/c')).toEqual(['time']);
});

it('adds rules behind those of the user', () => {
  const more = places.with([
    { operation: 'ExecStart', place: 'body /Tty', types: ['any'] },
    { operation: 'ExecStart', place: 'query x', types: ['any'] },
  ]);
  expect(more.typesAt('ExecStart', 'body /Tty')).toEqual(['time']);
  expect(more.typesAt('ExecStart', 'query x')).toEqual(['any']);
  expect(places.typesAt('ExecStart', 'query x')).toEqual([]);
});
