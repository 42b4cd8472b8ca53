/** Tells one process from another that got the same number later: by when it was started. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface ProcessTable {
  /** Names the start of a process, the same each time it is asked; null where no such process runs. */
  started(pid: number): string | null;
}

/** For a process whose start cannot be told. */
const RUNNING = 'running';

/** @param platform as of process.platform */
export function processTable(platform: NodeJS.Platform): ProcessTable {
  if (platform === 'linux') return { started: startedOnLinux };
  if (platform === 'win32') return { started: (pid) => (isRunning(pid) ? RUNNING : null) };
  return { started: startedByPs };
}

/** Clock ticks since boot: field 22 of /proc/PID/stat (proc(5)). Boots are told apart by their id. */
function startedOnLinux(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    // The second field is the program's name in parentheses, which may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, ticks] = [fields[0], fields[19]];
    return state === 'Z' || state === 'X' || ticks === undefined ? null : `${boot} ${ticks}`;
  } catch {
    return null;
  }
}

function startedByPs(pid: number): string | null {
  if (!isRunning(pid)) return null;
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    // No `ps`, as in small containers: that it runs is all we know.
    return RUNNING;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
