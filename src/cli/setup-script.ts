/**
 * Runs the script of a setup. In a process group of its own: who ends the run means all that the script has started, and the
 * terminal's Ctrl-C, which reaches only us, is passed on to it.
 */
import { spawn } from 'node:child_process';
import { pause } from './clock.ts';
import type { Interruption } from './signals.ts';
import type { World } from './world.ts';
import { environmentFor } from './wrapped-command.ts';

/** Milliseconds that it gets to end after the signal. */
const GRACE = 3000;

/**
 * Its output goes to stderr: stdout is the report's.
 * @param url the engine, for DOCKER_HOST
 * @param stopped aborted with an Interruption
 * Resolves when it has ended, with why that counts as a failure; null where it does not.
 */
export function runSetupScript(path: string, url: string, stopped: AbortSignal, world: World): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const child = spawn('sh', [path], {
      cwd: world.cwd,
      env: environmentFor(url, world.env) as NodeJS.ProcessEnv,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const end = async () => {
      signalGroup(child.pid, (stopped.reason as Interruption).signal);
      for (let waited = 0; waited < GRACE && isAlive(child.pid); waited += STEP) await pause(STEP);
      signalGroup(child.pid, 'SIGKILL');
      // Who has left the group may hold them open for good.
      child.stdout.destroy();
      child.stderr.destroy();
    };
    let ending: Promise<void> | null = null;
    const onStop = () => {
      ending = end();
    };
    child.stdout.on('data', (text: Buffer) => world.stderr(text.toString()));
    child.stderr.on('data', (text: Buffer) => world.stderr(text.toString()));
    child.on('error', reject);
    child.on('close', async (code, signal) => {
      stopped.removeEventListener('abort', onStop);
      await ending;
      if (stopped.aborted) resolve(String(stopped.reason));
      else if (code === 0) resolve(null);
      else {
        // What it has left in the background would go on making things that nobody removes.
        signalGroup(child.pid, 'SIGKILL');
        resolve(`it ended with ${signal ?? `exit code ${code}`}`);
      }
    });
    if (stopped.aborted) onStop();
    else stopped.addEventListener('abort', onStop);
  });
}

/** Milliseconds between two looks. */
const STEP = 25;

function signalGroup(leader: number | undefined, signal: NodeJS.Signals): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, signal);
  } catch {
    // Nobody of it is left.
  }
}

function isAlive(leader: number | undefined): boolean {
  try {
    return leader !== undefined && process.kill(-leader, 0);
  } catch {
    return false;
  }
}
