/**
 * `--setup`: what is done to an engine before the sessions are driven there. A script talks to the engine by a socket of
 * ours, a cassette is driven by us: of either each exchange is known, and so what it made.
 */
import { statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { TapedeckError } from '../errors.ts';
import { resolveCassettes } from '../store/cassette-directory.ts';
import { cleanUp } from '../verify/plan/clean-up.ts';
import type { Setup } from '../verify/plan/prepare.ts';
import { contentsOf, SetupObjects } from '../verify/plan/setup-objects.ts';
import { openCassette } from './cassettes.ts';
import { type CheckParts, checkSession, type LiveEngine, type NamedCassette } from './check-session.ts';
import { pause } from './clock.ts';
import { runSetupScript } from './setup-script.ts';
import { type WatchedEngine, watchEngine } from './watched-engine.ts';
import type { World } from './world.ts';

/** What the command line names. */
export type SetupSource =
  | { readonly kind: 'script'; readonly name: string; readonly path: string }
  | { readonly kind: 'cassette'; readonly name: string; readonly named: NamedCassette };

/**
 * @param name of a script for sh, or a cassette by its name or path; a script goes before
 * @throws TD_USAGE where there is neither
 */
export async function readSetup(name: string, world: World): Promise<SetupSource> {
  const path = resolve(world.cwd, name);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found !== undefined && !found.isDirectory()) return { kind: 'script', name, path };
  const [cassette, ...others] = await cassettesOf(name, world);
  if (cassette === undefined || others.length > 0) {
    throw new TapedeckError('TD_USAGE', `--setup ${name}: that holds ${others.length + 1} cassettes`, { hint: 'Name one of them.' });
  }
  return { kind: 'cassette', name, named: { name: basename(cassette), path: name, cassette: await openCassette(cassette) } };
}

async function cassettesOf(name: string, world: World): Promise<string[]> {
  try {
    return await resolveCassettes([name], world.cwd);
  } catch (error) {
    if (!(error instanceof TapedeckError) || error.code !== 'TD_CASSETTE_MISSING') throw error;
    throw new TapedeckError('TD_USAGE', `--setup ${name}: there is no such file, and no such cassette`, {
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      cause: error,
    });
  }
}

/** A setup that was begun at an engine: whatever came of it, it is to be ended. */
export class RunningSetup {
  readonly #objects: SetupObjects;
  readonly #engine: LiveEngine;
  readonly #images: ReadonlySet<string>;
  #watched: WatchedEngine | null = null;

  private constructor(objects: SetupObjects, images: ReadonlySet<string>, engine: LiveEngine) {
    this.#objects = objects;
    this.#images = images;
    this.#engine = engine;
  }

  /** @throws TD_UPSTREAM_UNREACHABLE; then nothing was done */
  static async begin(engine: LiveEngine): Promise<RunningSetup> {
    const contents = await contentsOf(engine.ask);
    return new RunningSetup(new SetupObjects(contents, engine.ask), contents.images, engine);
  }

  /** @throws TD_SETUP where it fails; an interrupt is none */
  async run(source: SetupSource, parts: CheckParts, world: World): Promise<Setup> {
    const failure = await (source.kind === 'script' ? this.#script(source.path, parts, world) : this.#drive(source.named, parts));
    if (failure !== null && !parts.stopped.aborted) throw failed(source.name, failure, parts);
    return { ours: await this.#objects.asItIs(), images: this.#images };
  }

  /** @param clean whether to remove what it made. Gives what is left of that, each with why */
  async end(clean: boolean): Promise<readonly string[]> {
    // Until now, since what a script has left in the background may talk to the engine while the sessions last.
    await this.#watched?.close();
    await this.#objects.looked();
    return clean ? (await cleanUp(this.#objects, this.#engine.ask, pause)).left : [];
  }

  async #script(path: string, { stopped }: CheckParts, world: World): Promise<string | null> {
    this.#watched = await watchEngine(this.#engine.endpoint, (told) => this.#objects.heard(told), world);
    const failure = await runSetupScript(path, this.#watched.url, stopped, world);
    await this.#watched.quiet();
    return failure;
  }

  async #drive(named: NamedCassette, parts: CheckParts): Promise<string | null> {
    const { checked, drift } = await checkSession(named, this.#engine, null, {
      ...parts,
      clean: false,
      onTold: (told) => this.#objects.heard(told),
    });
    if (checked.state !== 'whole') return checked.detail ?? checked.state;
    return drift.find(({ kind }) => kind === 'failed' || kind === 'status')?.message ?? null;
  }
}

function failed(name: string, why: string, { clean }: CheckParts): TapedeckError {
  const rest = clean ? 'What it had made is removed again' : 'What it had made is still there';
  return new TapedeckError('TD_SETUP', `the setup ${name} failed: ${why}`, { hint: `No session was asked of the engine. ${rest}.` });
}
