import { expect, it } from '@jest/globals';
import { capabilityRefusal } from '../../../../src/verify/plan/capabilities.ts';

it('lets a container ask for what it has anyway, and for what ends at itself', () => {
  expect(capabilityRefusal([])).toBeNull();
  expect(capabilityRefusal(['NET_RAW', 'CAP_CHOWN', 'cap_mknod', 'IPC_LOCK'])).toBeNull();
});

it.each([
  ['ALL', 'the container would have all capabilities, and could do anything on the host'],
  ['CAP_ALL', 'the container would have all capabilities, and could do anything on the host'],
  ['SYS_ADMIN', 'the container would have the capability SYS_ADMIN: it could mount file systems of the host, and leave its bounds'],
  ['CAP_SYS_ADMIN', 'the container would have the capability SYS_ADMIN: it could mount file systems of the host, and leave its bounds'],
  ['cap_sys_module', "the container would have the capability SYS_MODULE: it could load modules into the host's kernel"],
  ['CAP_OF_NEXT_YEAR', 'the container would have the capability OF_NEXT_YEAR: nobody can say what it could do'],
  ['constructor', 'the container would have the capability CONSTRUCTOR: nobody can say what it could do'],
])('says what a container could do to the host with %s', (name, reason) => {
  expect(capabilityRefusal(['CHOWN', name])).toBe(reason);
});

it.each([
  'SYS_PTRACE',
  'SYS_RAWIO',
  'NET_ADMIN',
  'DAC_READ_SEARCH',
  'BPF',
  'PERFMON',
  'SYS_BOOT',
  'SYS_TIME',
  'MAC_ADMIN',
  'MAC_OVERRIDE',
  'SYSLOG',
  'AUDIT_CONTROL',
])('refuses %s, with a reason of its own', (name) => {
  expect(capabilityRefusal([name])).toContain(`capability ${name}: it could `);
});
