import { expect, it } from '@jest/globals';
import { ANY_VALUE, readQuery } from '../../../src/meaning/query.ts';

const read = (query: string, operation: string | null) => Object.fromEntries(readQuery(query, operation));

it.each([
  ['ContainerList', 'all=1', 'all=true'],
  ['ContainerList', 'all=True', 'all=1'],
  ['ContainerList', 'all=0', ''],
  ['ContainerList', 'all=False&limit=-1', 'size=none'],
  ['ContainerList', 'limit=0&filters=%7B%7D', ''],
  ['ContainerList', 'filters={"label":["a=b","c"]}', 'filters=%7B%22label%22%3A%7B%22c%22%3Atrue%2C%22a%3Db%22%3Atrue%7D%7D'],
  ['ContainerList', 'filters={"status":["exited"],"label":["a"]}', 'filters={"label":{"a":true},"status":{"exited":true}}'],
  ['ContainerList', 'filters={"name":["a b"]}', 'filters={"name":+["a+b"]}'],
  ['ImageList', 'filters={"dangling":["1"]}', 'filters={"dangling":{"true":true}}'],
  ['ContainerKill', 'signal=KILL', ''],
  ['ContainerKill', 'signal=15', 'signal=SIGTERM'],
  ['ContainerLogs', 'stdout=1&tail=all', 'stdout=true'],
  ['ContainerLogs', 'since=1700000000&stdout=1', 'stdout=1&since=1800000000.5'],
  ['ImageBuild', 'dockerfile=a&dockerfile=FROM+x&t=b', 't=b&dockerfile=a'],
  ['ImageBuild', 'dockerfile=Dockerfile&dockerfile=b', ''],
  ['ContainerWait', 'condition=', 'condition=not-running'],
  ['ContainerResize', 'h=30&w=90', 'w=10&h=24'],
  ['ContainerCreate', 'name=web&Image=busybox&HostConfig=%7B%7D', 'name=web'],
  ['ContainerStats', 'stream=1', ''],
  ['ImageTag', 'repo=docker.io%2Flibrary%2Fweb&tag=1', 'repo=web&tag=1'],
  ['ImageCreate', 'fromImage=docker.io%2Fme%2Fweb', 'fromImage=me%2Fweb'],
  [
    'ImageBuild',
    'buildargs=%7B%7D&cachefrom=%5B%5D&cgroupparent=&cpuperiod=0&dockerfile=Dockerfile&labels=%7B%7D&memswap=0&networkmode=default&rm=1&t=b&t=a&ulimits=null&version=1',
    't=a&t=b',
  ],
])('reads %s ? %s like %s', (operation, one, other) => {
  expect(read(one, operation)).toEqual(read(other, operation));
});

it.each([
  ['ContainerList', 'all=1', ''],
  ['ContainerList', 'limit=1', ''],
  ['ContainerStop', 't=0', ''],
  ['ContainerStats', 'stream=0', ''],
  ['ImageCommit', 'pause=0', ''],
  ['ContainerLogs', 'since=1700000000', ''],
  ['ContainerKill', 'signal=TERM', 'signal=HUP'],
  ['ContainerCreate', 'name=web', 'name=db'],
  ['ImageBuild', 'buildargs={"A":null}', 'buildargs={"A":""}'],
  ['ContainerList', 'filters={"label":["a"]}', 'filters={"label":["b"]}'],
  [null, 'x=1', 'x=true'],
])('tells %s ? %s from %s', (operation, one, other) => {
  expect(read(one, operation)).not.toEqual(read(other, operation));
});

it('keeps that a time was given, but not which', () => {
  expect(read('since=1700000000&until=0', 'SystemEvents')).toEqual({ since: ANY_VALUE });
});

it('takes a query that cannot be decoded as it stands', () => {
  expect(read('name=%zz&filters={x', 'ContainerList')).toEqual({ name: '%zz', filters: '{x' });
});
