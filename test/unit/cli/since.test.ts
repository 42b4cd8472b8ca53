import { expect, it } from '@jest/globals';
import type { ApiVersion } from '../../../src/cassette/types.ts';
import { VersionSteps } from '../../../src/cli/since.ts';
import type { DriftKind } from '../../../src/docker/drift.ts';
import { ApiDescriptions } from '../../../src/docker/schemas.ts';
import { loadSchemas } from '../../../src/store/schemas.ts';

const steps = new VersionSteps(new ApiDescriptions(loadSchemas()));

function since(
  operation: string,
  kind: DriftKind,
  field: string,
  [from, to]: readonly [ApiVersion, ApiVersion] = ['1.41', '1.51'],
): string | null {
  const difference = { grade: 'changed', kind, pointer: `/outcome/body/data${field}`, recorded: null, live: null, message: '' } as const;
  return steps.between(from, to)(difference, operation);
}

it.each([
  // Optional from 1.43 on.
  ['ImageList', 'gone', '/0/VirtualSize', '1.44'],
  ['ImageInspect', 'gone', '/VirtualSize', '1.44'],
  ['ImageInspect', 'gone', '/ContainerConfig', '1.45'],
  ['ContainerInspect', 'gone', '/HostConfig/KernelMemory', '1.42'],
  ['ContainerInspect', 'new', '/NetworkSettings/Networks/bridge/DNSNames', '1.44'],
] as const)('knows of %s in which version it was %s: %s', (operation, kind, field, version) => {
  expect(since(operation, kind, field)).toBe(version);
});

it('says nothing of what no description knows', () => {
  expect(since('ContainerInspect', 'gone', '/HostConfig/NoSuchField')).toBeNull();
});

it('says nothing of what came in a version that the engine does not speak yet', () => {
  expect(since('ImageInspect', 'gone', '/VirtualSize', ['1.41', '1.43'])).toBeNull();
});

it('says nothing where the engine is no newer than the recording', () => {
  expect(since('ImageInspect', 'gone', '/VirtualSize', ['1.45', '1.41'])).toBeNull();
});
