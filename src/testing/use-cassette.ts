/**
 * A cassette for the length of a test:
 *
 *   await using cassette = await useCassette('containers');
 *   const docker = new Docker({ socketPath: cassette.socketPath });
 *
 * The first run records what a real engine says, all others play it. Clients are real ones on a real socket, so hijacks
 * and streams work as ever; any program that knows DOCKER_HOST will do.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { inspect } from 'node:util';
import { readBindingRules } from '../cli/binding-rules.ts';
import { makePrivateSocket, type PrivateSocket, socketPlaces } from '../cli/private-socket.ts';
import { chooseUpstream, upstreamCandidates } from '../cli/upstream.ts';
import { thisWorld } from '../cli/world.ts';
import type { Endpoint } from '../docker/endpoint.ts';
import { TapedeckError } from '../errors.ts';
import { GATE_TIMEOUT } from '../replay/player.ts';
import { CASSETTES_DIRECTORY } from '../store/cassette-directory.ts';
import { borrowEnvironment } from './environment.ts';
import { missesError } from './misses-error.ts';
import { type CassetteOptions, checkOptions, MODES, type RecordMode } from './options.ts';
import { type Session, startPlaying, startRecording } from './sessions.ts';

export type { CassetteOptions, RecordMode } from './options.ts';

/** A cassette while it is in use. */
export interface CassetteInUse extends AsyncDisposable {
  readonly name: string;
  /** Its directory. */
  readonly path: string;
  readonly state: 'recording' | 'playing';
  /** A unix socket that speaks the Engine API. */
  readonly socketPath: string;
  /** The same as a URL: `unix:///…`. */
  readonly dockerHost: string;
  /** What to add to the environment of a program that shall come here. */
  readonly env: { readonly DOCKER_HOST: string };
  /** Lets it be played from its beginning; streams that are being played are reset. Does nothing while recording. */
  rewind(): void;
  /**
   * Ends it: a recording is written, the socket goes away. To call it again does nothing.
   * @throws {TapedeckError} TD_MISSES with the explanation where a request was not recorded (or, with `requireAll`, not asked
   * for); TD_RECORDING_INCOMPLETE where the disk refused
   */
  stop(): Promise<void>;
}

/**
 * Starts playing or recording a cassette.
 * @param name of the cassette; a directory of that name is made
 * @throws {TapedeckError} TD_CASSETTE_MISSING with mode `none` where there is none; TD_CASSETTE_FORMAT and the like where it
 * cannot be read; TD_UPSTREAM_UNREACHABLE where it should be recorded and no engine answers; TD_USAGE where an option is wrong
 */
export async function useCassette(name: string, options: CassetteOptions = {}): Promise<CassetteInUse> {
  checkOptions('useCassette', options);
  const path = cassetteDirectory(name, options.directory);
  const mode = readMode(options.mode);
  const { bind = [], exact = false } = options;
  const varying = readBindingRules({ bind, exact, explain: false });
  const recording = mode === 'all' || (mode !== 'none' && !existsSync(path));
  const socket = makePrivateSocket(socketPlaces(process.env));
  const {
    speed = 'instant',
    gateTimeout = GATE_TIMEOUT,
    anyVersion = false,
    allowRepeats = false,
    normaliseTimes = false,
    requireAll = false,
  } = options;
  const listen = { kind: 'unix', path: socket.path } as const;
  try {
    const upstream = recording || mode === 'new-episodes' ? findUpstream(options.upstream, recording) : null;
    const session =
      recording && upstream !== null
        ? await startRecording(path, listen, { upstream, normaliseTimes })
        : await startPlaying(path, listen, upstream, { speed, gateTimeout, anyVersion, allowRepeats, varying });
    return new RunningCassette({ name, path, recording, socket, session, requireAll, setDockerHost: options.setDockerHost ?? false });
  } catch (error) {
    socket.remove();
    throw error;
  }
}

/** @throws TD_UPSTREAM_UNREACHABLE where there is none and one is needed; a cassette that has all needs none */
function findUpstream(flag: string | undefined, needed: boolean): Endpoint | null {
  try {
    return chooseUpstream(upstreamCandidates(flag, thisWorld())).endpoint;
  } catch (error) {
    if (needed || !(error instanceof TapedeckError) || error.code !== 'TD_UPSTREAM_UNREACHABLE') throw error;
    return null;
  }
}

interface RunningParts {
  readonly name: string;
  readonly path: string;
  readonly recording: boolean;
  readonly socket: PrivateSocket;
  readonly session: Session;
  readonly requireAll: boolean;
  readonly setDockerHost: boolean;
}

class RunningCassette implements CassetteInUse {
  readonly name: string;
  readonly path: string;
  readonly state: 'recording' | 'playing';
  readonly socketPath: string;
  readonly #parts: RunningParts;
  readonly #giveBack: () => void;
  readonly #removeSocket: () => void;
  #stopped: Promise<void> | null = null;

  constructor(parts: RunningParts) {
    const { name, path, recording, socket, setDockerHost } = parts;
    this.#parts = parts;
    this.name = name;
    this.path = path;
    this.state = recording ? 'recording' : 'playing';
    this.socketPath = socket.path;
    this.#giveBack = setDockerHost ? borrowEnvironment(this.dockerHost) : () => {};
    // A test run may end without a word.
    this.#removeSocket = () => socket.remove();
    process.once('exit', this.#removeSocket);
  }

  get dockerHost(): string {
    return `unix://${this.socketPath}`;
  }

  get env(): { readonly DOCKER_HOST: string } {
    return { DOCKER_HOST: this.dockerHost };
  }

  rewind(): void {
    this.#parts.session.rewind();
  }

  async stop(): Promise<void> {
    if (this.#stopped !== null) return;
    this.#stopped = this.#stop();
    await this.#stopped;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #stop(): Promise<void> {
    const { session, requireAll } = this.#parts;
    const summary = session.summary();
    this.#giveBack();
    try {
      await session.close();
    } finally {
      process.off('exit', this.#removeSocket);
      this.#removeSocket();
    }
    const error = summary === null ? null : missesError(summary, requireAll);
    if (error !== null) throw error;
  }
}

/** @throws {TapedeckError} TD_USAGE where it is no name */
export function cassetteDirectory(name: string, directory: string = CASSETTES_DIRECTORY): string {
  const root = resolve(directory);
  const path = typeof name === 'string' && name !== '' ? join(root, name) : null;
  if (path?.startsWith(`${root}/`)) return path;
  throw new TapedeckError('TD_USAGE', `${inspect(name)} is no name of a cassette`, {
    hint: 'Give a name, and with the option `directory` where cassettes lie.',
  });
}

function readMode(mode: string = process.env.TAPEDECK_MODE || 'once'): RecordMode {
  const known = MODES.find((one) => one === mode);
  if (known !== undefined) return known;
  throw new TapedeckError('TD_USAGE', `${JSON.stringify(mode)} is no record mode`, { hint: `Modes: ${MODES.join(', ')}.` });
}
