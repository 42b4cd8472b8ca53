/** Files in a container that the engine writes: they hold its ids and addresses. */
const MADE_FILES: ReadonlySet<string> = new Set(['hostname', 'hosts', 'resolv.conf']);

/** @param path as an archive has it: how much of `/etc/hosts` it has depends on what was asked for */
export function isMadeFile(path: string): boolean {
  return MADE_FILES.has(path.slice(path.lastIndexOf('/') + 1));
}
