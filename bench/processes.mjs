/** Child processes of the benchmark: started in a group of their own, looked at through /proc, ended by their id. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Linux counts CPU time in hundredths of a second towards user space, whatever the kernel's own tick is. */
const TICKS_PER_SECOND = 100;

const running = new Set();
process.on('exit', () => {
  for (const child of running) killGroup(child);
});

/**
 * @typedef {object} Started
 * @property {() => number} peakMemory  MiB, the largest resident size so far, summed over the process and its children
 * @property {() => number} cpu         seconds of CPU time so far, of the process and its children, also those that ended
 * @property {() => Promise<void>} stop SIGKILL to the group, and wait
 */

/**
 * Starts a program and waits until something listens at `address`, a port of the loopback or the path of a unix socket.
 * @returns {Promise<Started>}
 */
export async function start(command, args, address, options = {}) {
  const child = spawn(command, args, { detached: true, stdio: ['ignore', 'ignore', 'pipe'], ...options });
  running.add(child);
  let said = '';
  child.stderr.on('data', (text) => {
    said = (said + text).slice(-4000);
  });
  const gone = once(child, 'exit').finally(() => running.delete(child));
  gone.catch(() => {}); // told below, where somebody waits for it
  await Promise.race([
    listening(address),
    gone.then(([code]) => Promise.reject(new Error(`${command} ended with ${code} instead of listening on ${address}: ${said}`))),
  ]);
  return {
    peakMemory: () => sum(family(child.pid).map(peakMemory)),
    cpu: () => sum(family(child.pid).map(cpuTime)),
    stop: async () => {
      killGroup(child);
      await gone;
    },
    /** Asks the program to finish, as a user would, and waits. */
    finish: async () => {
      child.kill('SIGTERM');
      await gone;
    },
  };
}

function killGroup(child) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** A TCP port of the loopback that nobody uses at the moment. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

async function listening(address) {
  for (let attempt = 0; attempt < 400; attempt++) {
    const socket = typeof address === 'number' ? connect(address, '127.0.0.1') : connect(address);
    const up = await new Promise((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    });
    socket.destroy();
    if (up) return;
    await sleep(25);
  }
  throw new Error(`nothing listens on ${address} after 10 s`);
}

/** A process and its children (nginx has workers, socat forks for each connection). */
function family(pid) {
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(stat(name)?.[1]) === pid);
  return [pid, ...children.map(Number)];
}

/** Fields of /proc/PID/stat behind the name: state, ppid, … (proc(5) counts them from 3). */
function stat(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined; // it has just ended
  }
}

function cpuTime(pid) {
  const [utime, stime, cutime, cstime] = stat(pid)?.slice(11, 15).map(Number) ?? [0, 0, 0, 0];
  return (utime + stime + cutime + cstime) / TICKS_PER_SECOND;
}

function peakMemory(pid) {
  try {
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
