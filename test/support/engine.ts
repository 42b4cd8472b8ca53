/**
 * The real engines and docker CLIs that test/engine runs on, and, where there is none, why not and what to do.
 *
 *   TAPEDECK_TEST_ENGINES=docker-20.10.24,docker-28.5   engines brought up by scripts/engines/engine; each is tried
 *                                                       with the CLIs of scripts/engines/clients
 *   TAPEDECK_TEST_CLIENTS=docker-cli-26.1               with these instead of docker-cli-20.10 and docker-cli-28.5
 *   DOCKER_HOST=unix:///…                               any engine, with the `docker` on the PATH
 *   TAPEDECK_NO_SKIP=1                                  what would be skipped fails instead
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { PROJECT } from './project.ts';

export interface Client {
  readonly name: string;
  readonly path: string;
  /** Without BuildKit's plugin a newer CLI cannot build with BuildKit. */
  readonly config: string | null;
  readonly buildKit: boolean;
}

export interface Engine {
  readonly name: string;
  /** `unix:///…` */
  readonly host: string;
  readonly clients: readonly Client[];
}

const SCRIPTS = `${PROJECT}scripts/engines/`;
const CLIENTS = (process.env.TAPEDECK_TEST_CLIENTS ?? 'docker-cli-20.10,docker-cli-28.5').split(',');
export const HOW_TO = 'docs/testing.md: bring one up with scripts/engines and name it in TAPEDECK_TEST_ENGINES, or set DOCKER_HOST';

/** The engines named by TAPEDECK_TEST_ENGINES. */
export function askedEngines(): readonly string[] {
  return (process.env.TAPEDECK_TEST_ENGINES ?? '').split(',').filter((name) => name !== '');
}

/** The names that scripts/engines/engine knows. */
export function knownEngines(): readonly string[] {
  const [, ...rows] = say(`${SCRIPTS}engine`, ['list']).split('\n');
  return rows.map((row) => row.split(' ')[0] as string);
}

/** A test that is not run; or, with TAPEDECK_NO_SKIP, a test that fails. */
export function skip(what: string, why: string): void {
  if (process.env.TAPEDECK_NO_SKIP === '1') {
    it(what, () => {
      throw new Error(`not run: ${why}, and TAPEDECK_NO_SKIP=1 allows no skip (${HOW_TO})`);
    });
    return;
  }
  it.skip(`${what}: ${why}`, () => {});
}

/** The engine of that name. A failing test instead, where it was asked for and does not answer. */
export function findEngine(name: string): Engine | null {
  const socket = say(`${SCRIPTS}engine`, ['sock', name]);
  const bin = say(`${SCRIPTS}clients`, ['bin']);
  const clients = CLIENTS.map((client) => ({
    name: client,
    path: `${bin}/${client}`,
    config: say(`${SCRIPTS}clients`, ['config', client]),
    buildKit: true,
  }));
  const missing = clients.filter((client) => !existsSync(client.path)).map((client) => client.name);
  const engine = { name, host: `unix://${socket}`, clients };
  if (missing.length > 0) return refuse(name, `run scripts/engines/clients install ${missing.join(' ')}`);
  return answers(engine) ? engine : refuse(name, `run scripts/engines/engine up ${name} && scripts/engines/engine image ${name}`);
}

/** The engine of DOCKER_HOST with the CLI on the PATH. A failing test instead, where it cannot be used. */
export function findDockerHost(): Engine | null {
  const path = say('sh', ['-c', 'command -v docker']);
  if (path === '') return refuse('DOCKER_HOST', 'there is no docker on the PATH');
  const client = { name: 'docker', path, config: null, buildKit: say(path, ['buildx', 'version']) !== '' };
  const engine = { name: 'DOCKER_HOST', host: process.env.DOCKER_HOST as string, clients: [client] };
  return answers(engine)
    ? engine
    : refuse('DOCKER_HOST', 'no answer, or no image busybox:test (docker pull busybox; docker tag busybox busybox:test)');
}

function refuse(name: string, advice: string): null {
  it(`${name} is there`, () => {
    expect(`${name} was asked for but cannot be used: ${advice}`).toBe('');
  });
  return null;
}

function answers(engine: Engine): boolean {
  const client = engine.clients[0] as Client;
  return spawnSync(client.path, ['-H', engine.host, 'image', 'inspect', 'busybox:test'], { timeout: 20_000 }).status === 0;
}

function say(command: string, args: readonly string[]): string {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : '';
}
