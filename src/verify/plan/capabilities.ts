/**
 * Capabilities that a container can ask for, and what each lets it do beyond itself. User namespaces aside, they are those
 * of the host's kernel: what they allow is allowed on the host, as far as a container sees it.
 */

/** Every container has them, unless it gives them up: to ask for one changes nothing. */
const ORDINARY: ReadonlySet<string> = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'NET_RAW',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

/** They end at the container's own namespaces, its own memory or its own files. */
const OWN: ReadonlySet<string> = new Set(['IPC_LOCK', 'IPC_OWNER', 'LEASE', 'NET_BROADCAST']);

/** What a container could do with it, as the rest of a clause. */
const REACHING: Readonly<Record<string, string>> = {
  AUDIT_CONTROL: "change what the host's kernel audits",
  AUDIT_READ: "read the host's audit log",
  BLOCK_SUSPEND: 'keep the host awake',
  BPF: "load programs into the host's kernel",
  CHECKPOINT_RESTORE: 'take over process ids, and see memory of others',
  DAC_READ_SEARCH: 'open any file of the host by its handle',
  LINUX_IMMUTABLE: 'make files that nobody can remove',
  MAC_ADMIN: "change the host's access rules",
  MAC_OVERRIDE: "pass over the host's access rules",
  NET_ADMIN: "have the host's kernel load modules, and take the addresses of others on its network",
  PERFMON: "look into the host's kernel and all processes",
  SYSLOG: "read and empty the log of the host's kernel",
  SYS_ADMIN: 'mount file systems of the host, and leave its bounds',
  SYS_BOOT: 'reboot the host',
  SYS_MODULE: "load modules into the host's kernel",
  SYS_NICE: 'take the processor from others',
  SYS_PACCT: "switch the host's accounting of processes",
  SYS_PTRACE: 'get into processes beside its own',
  SYS_RAWIO: "read and write the host's memory and ports",
  SYS_RESOURCE: 'go beyond the limits of the host',
  SYS_TIME: "set the host's clock",
  SYS_TTY_CONFIG: "take the host's terminals",
  WAKE_ALARM: 'wake the host',
};

/** Why a container must not have one of them, as a clause; null where none reaches out of it. */
export function capabilityRefusal(names: readonly string[]): string | null {
  for (const name of names) {
    const bare = name.toUpperCase().replace(/^CAP_/, '');
    if (ORDINARY.has(bare) || OWN.has(bare)) continue;
    if (bare === 'ALL') return 'the container would have all capabilities, and could do anything on the host';
    const what = Object.hasOwn(REACHING, bare) ? `it could ${REACHING[bare]}` : 'nobody can say what it could do';
    return `the container would have the capability ${bare}: ${what}`;
  }
  return null;
}
