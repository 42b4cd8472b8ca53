import { expect, it } from '@jest/globals';
import { canonicalImage, isLocalRegistry, queryImage, registryOf } from '../../../src/meaning/image-names.ts';

const DIGEST = `sha256:${'ab'.repeat(32)}`;

it.each([
  ['busybox', 'busybox:latest'],
  ['busybox:test', 'busybox:test'],
  ['docker.io/library/busybox', 'busybox:latest'],
  ['index.docker.io/library/busybox:1', 'busybox:1'],
  ['docker.io/acme/app', 'acme/app:latest'],
  ['localhost:5000/app', 'localhost:5000/app:latest'],
  ['localhost:5000/app:1', 'localhost:5000/app:1'],
  [`busybox@${DIGEST}`, `busybox@${DIGEST}`],
  [`busybox:test@${DIGEST}`, `busybox@${DIGEST}`],
  [DIGEST, 'ab'.repeat(32)],
])('reads %s as %s', (written, canonical) => {
  expect(canonicalImage(written)).toBe(canonical);
  expect(canonicalImage(canonical)).toBe(canonical);
});

it.each([
  ['busybox', 'docker.io'],
  ['acme/app', 'docker.io'],
  ['localhost/app', 'localhost'],
  ['localhost:5000/app', 'localhost:5000'],
  ['ghcr.example/acme/app:1', 'ghcr.example'],
])('finds the registry of %s', (name, registry) => {
  expect(registryOf(name)).toBe(registry);
});

it('knows a registry of the machine itself', () => {
  expect(['localhost', 'localhost:5000', '127.0.0.1:5000', '[::1]:5000'].every(isLocalRegistry)).toBe(true);
  expect(['docker.io', 'localhost.example', '10.0.0.1:5000'].some(isLocalRegistry)).toBe(false);
});

it('joins what a query says apart', () => {
  expect(queryImage(new URLSearchParams('fromImage=app&tag=1'), 'fromImage')).toBe('app:1');
  expect(queryImage(new URLSearchParams(`fromImage=app&tag=${DIGEST}`), 'fromImage')).toBe(`app@${DIGEST}`);
  expect(queryImage(new URLSearchParams('repo=&tag=1'), 'repo')).toBeNull();
});
