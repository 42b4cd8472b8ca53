import { expect, it } from '@jest/globals';
import { appendPointer, readablePath } from '../../../src/validate/pointer.ts';

it('escapes what a pointer must', () => {
  expect(appendPointer('/a', 'b/c~d')).toBe('/a/b~1c~0d');
  expect(appendPointer('', 3)).toBe('/3');
});

it('writes a pointer as people write paths', () => {
  expect(readablePath('')).toBe('the body');
  expect(readablePath('/HostConfig/Mounts/0/Type')).toBe('HostConfig.Mounts[0].Type');
  expect(readablePath('/0/Ports/80~1tcp')).toBe('[0].Ports["80/tcp"]');
});
