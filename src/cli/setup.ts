/** `--setup FILE`: what is done to an engine before the sessions are driven there. */
import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { TapedeckError } from '../errors.ts';
import { openCassette } from './cassettes.ts';
import { type CheckParts, checkSession, type LiveEngine } from './check-session.ts';
import type { World } from './world.ts';

export interface SetupScript {
  readonly run: (engine: LiveEngine) => Promise<void>;
}

/**
 * @param file a script for sh, or a cassette, which is driven and not compared
 * @throws TD_USAGE where there is no such file
 */
export function readSetup(file: string, parts: CheckParts, world: World): SetupScript {
  const path = resolve(world.cwd, file);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new TapedeckError('TD_USAGE', `--setup ${file}: there is no such file`);
  return {
    run: found.isDirectory() ? (engine) => driveSetup(file, path, engine, parts) : (engine) => runScript(file, path, engine, world),
  };
}

/** Its output goes to stderr: stdout is the report's. */
function runScript(file: string, path: string, { url }: LiveEngine, world: World): Promise<void> {
  const { DOCKER_CONTEXT: _context, DOCKER_TLS_VERIFY: _verify, DOCKER_TLS: _tls, ...env } = world.env;
  return new Promise((done, reject) => {
    const child = spawn('sh', [path], { cwd: world.cwd, env: { ...env, DOCKER_HOST: url }, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', (text: Buffer) => world.stderr(text.toString()));
    child.stderr.on('data', (text: Buffer) => world.stderr(text.toString()));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) done();
      else reject(failed(file, `it ended with ${signal ?? `exit code ${code}`}`));
    });
  });
}

async function driveSetup(file: string, path: string, engine: LiveEngine, parts: CheckParts): Promise<void> {
  const cassette = await openCassette(path);
  const { checked, drift } = await checkSession({ name: cassette.info.name, path: file, cassette }, engine, null, {
    ...parts,
    clean: false,
  });
  const failure = drift.find(({ kind }) => kind === 'failed' || kind === 'status');
  if (checked.state !== 'whole') throw failed(file, checked.detail ?? checked.state);
  if (failure !== undefined) throw failed(file, failure.message);
}

function failed(file: string, why: string): TapedeckError {
  return new TapedeckError('TD_SETUP', `the setup ${file} failed: ${why}`, { hint: 'Nothing was asked of the engine after it.' });
}
