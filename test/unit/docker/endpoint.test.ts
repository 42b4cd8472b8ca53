import { expect, it } from '@jest/globals';
import { formatEndpoint, parseEndpoint } from '../../../src/docker/endpoint.ts';
import { TapedeckError } from '../../../src/errors.ts';

it.each([
  ['unix:///var/run/docker.sock', { kind: 'unix', path: '/var/run/docker.sock' }],
  ['UNIX:///a b.sock', { kind: 'unix', path: '/a b.sock' }],
  ['tcp://127.0.0.1:2375', { kind: 'tcp', host: '127.0.0.1', port: 2375 }],
  ['tcp://localhost:0', { kind: 'tcp', host: 'localhost', port: 0 }],
  ['tcp://engine', { kind: 'tcp', host: 'engine', port: 2375 }],
  ['tcp://:1234', { kind: 'tcp', host: '127.0.0.1', port: 1234 }],
  ['tcp://[::1]:2375', { kind: 'tcp', host: '::1', port: 2375 }],
  ['http://localhost:8080/', { kind: 'tcp', host: 'localhost', port: 8080 }],
])('reads %s', (url, endpoint) => {
  expect(parseEndpoint(url)).toEqual(endpoint);
});

it.each([
  ['/var/run/docker.sock', 'Write unix:///var/run/docker.sock.'],
  ['docker', 'Use unix:///path/to/socket or tcp://host:port.'],
  ['unix://docker.sock', 'Write unix:///path/to/socket, with three slashes.'],
  ['tcp://host:99999', 'Write tcp://host:port, e.g. tcp://127.0.0.1:2375.'],
  ['tcp://host/path', 'Write tcp://host:port, e.g. tcp://127.0.0.1:2375.'],
  ['npipe:////./pipe/docker_engine', 'Use unix:///path/to/socket or tcp://host:port.'],
  ['fd://', 'Use unix:///path/to/socket or tcp://host:port.'],
  ['gopher://x', 'Use unix:///path/to/socket or tcp://host:port.'],
])('refuses %s and says what works', (url, hint) => {
  expect(() => parseEndpoint(url)).toThrow(TapedeckError);
  expect(() => parseEndpoint(url)).toThrow(expect.objectContaining({ code: 'TD_USAGE', hint }));
});

it('says how to get through ssh', () => {
  expect(() => parseEndpoint('ssh://user@host')).toThrow(expect.objectContaining({ hint: expect.stringContaining('ssh -nNT -L') }));
});

it.each(['unix:///run/d.sock', 'tcp://127.0.0.1:2375', 'tcp://[::1]:80'])('writes %s as it reads it', (url) => {
  expect(formatEndpoint(parseEndpoint(url))).toBe(url);
});
