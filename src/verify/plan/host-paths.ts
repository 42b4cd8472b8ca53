/**
 * Which paths of the host a container must not even read. Who reads a socket can connect to it, so these are paths that are
 * sockets, hold some, or lead to the kernel:
 *
 *   the socket of an engine of this run, by the path that was given and by the one that stands behind links
 *   those that engines have on most machines, and what is called like a socket
 *   /run, /proc, /sys, /dev and all below; home directories as a whole
 *   what is or holds a socket on this machine: it may be the engine's
 *
 * A directory above one of the first two holds it as well.
 */
import { posix } from 'node:path';

/** What is known of the machine that the engines run on. */
export interface EngineHost {
  /** Paths of the engines' own sockets, with what stands behind links. */
  readonly sockets: readonly string[];
  /** What stands behind the links of a path; the path itself where nothing is known of it. */
  readonly realPath: (path: string) => string;
  /** Whether it is a socket, or a directory with one in it. */
  readonly holdsSocket: (path: string) => boolean;
}

/** By which one rules an engine, and with it the host. */
const ENGINE_SOCKETS = ['docker.sock', 'podman/podman.sock', 'containerd/containerd.sock', 'docker/containerd/containerd.sock'].flatMap(
  (name) => [`/var/run/${name}`, `/run/${name}`, `/private/var/run/${name}`],
);

/** Programs keep their sockets there. */
const RUN = ['/run', '/var/run', '/private/var/run'];
/** Not files, but the kernel: its processes, settings and devices. */
const KERNEL = ['/proc', '/sys', '/dev'];
const CALLED_SOCKET = /\.(?:sock|socket)(?:\.[\w-]+)?$/;
const PIPE = /\/pipe(?:\/|$)/;
/** Engines of single users have theirs below. */
const HOMES = /^\/(?:home|users)(?:\/[^/]+)?$|^\/root$|^(?:[a-z]:)?\/users(?:\/[^/]+)?$|\/\.(?:docker|colima|lima|orbstack|rd)(?:\/|$)/;

/** Why a container must not be given the path, not even to read it; null where nothing is known against it. */
export function pathRefusal(source: string, host: EngineHost): string | null {
  const paths = cleanPaths(source);
  const sockets = [...ENGINE_SOCKETS, ...host.sockets.flatMap(cleanPaths)].map((socket) => socket.toLowerCase());
  for (const path of [...paths, ...paths.flatMap((one) => cleanPaths(host.realPath(one)))]) {
    // Some hosts tell names apart by case, some do not.
    const name = path.toLowerCase();
    if (sockets.some((socket) => isWithin(socket, name))) return `the container would hold the engine's own socket (${source})`;
    if (CALLED_SOCKET.test(name) || PIPE.test(name) || host.holdsSocket(path))
      return `the container would hold a socket of the host (${source}), and whoever listens there would do what it says`;
    if (RUN.some((directory) => isWithin(name, directory)))
      return `the container would hold ${source}, where programs of the host have their sockets`;
    if (KERNEL.some((directory) => isWithin(name, directory)))
      return `the container would hold ${source}, which leads to the host's processes, settings or devices`;
    if (HOMES.test(name)) return `the container would hold ${source}, where engines of single users have their sockets`;
  }
  return null;
}

/**
 * A path without `.`, `..`, empty parts and the slash at its end, as engines read it: by its text, whatever links there are.
 * A path of Windows is read in both ways, since a backslash may be part of a name.
 */
export function cleanPaths(path: string): string[] {
  const clean = (text: string): string => posix.normalize(text).replace(/(?<=.)\/$/, '');
  return [...new Set([clean(path), clean(path.replaceAll('\\', '/'))])];
}

/** Whether a path is the directory, or lies in it. */
function isWithin(path: string, directory: string): boolean {
  return path === directory || path.startsWith(directory === '/' ? '/' : `${directory}/`);
}
