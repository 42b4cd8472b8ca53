/** `tapedeck doctor`: what is there, what would be used, and why. */
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Endpoint } from '../docker/endpoint.ts';
import { parseEndpoint } from '../docker/endpoint.ts';
import { cassetteNames } from './completion.ts';
import type { Check, Diagnosis } from './diagnosis.ts';
import { doctorText } from './doctor-text.ts';
import type { Answer } from './engine.ts';
import { askVersion } from './engine.ts';
import { EXIT } from './exit-codes.ts';
import type { ResultOptions } from './result.ts';
import { asJson, resultColours, writeResult } from './result.ts';
import { currentContext, upstreamCandidates } from './upstream.ts';
import { PROGRAM_VERSION } from './version.ts';
import type { World } from './world.ts';

export interface DoctorValues extends ResultOptions {
  readonly upstream?: string | undefined;
}

export async function doctor(values: DoctorValues, world: World): Promise<number> {
  const diagnosis = await diagnose(values.upstream, world);
  writeResult(values.format === 'json' ? asJson(diagnosis) : doctorText(diagnosis, resultColours(values, world)), values, world);
  return diagnosis.checks.some((check) => check.verdict === 'bad') ? EXIT.environment : EXIT.fine;
}

type Ask = (endpoint: Endpoint) => Promise<Answer>;

export async function diagnose(flag: string | undefined, world: World, ask: Ask = (endpoint) => askVersion(endpoint)): Promise<Diagnosis> {
  const candidates = upstreamCandidates(flag, world);
  const chosen = candidates.find((candidate) => candidate.url !== null || candidate.error !== null);
  const answers = await Promise.all(candidates.map(({ url, error }) => (url === null || error !== null ? null : ask(parseEndpoint(url)))));
  const chosenAnswer = chosen === undefined ? null : (answers[candidates.indexOf(chosen)] ?? null);
  return {
    tapedeck: PROGRAM_VERSION,
    checks: [
      nodeCheck(process.versions.node),
      engineCheck(chosenAnswer, chosen?.error?.message),
      await schemasCheck(chosenAnswer, world),
      cassettesCheck(world),
      clientCheck(world),
      contextCheck(world),
    ],
    upstream: candidates.map(({ source, url, result }, at) => ({
      source,
      url,
      result,
      chosen: candidates[at] === chosen,
      answer: answers[at] ? describeAnswer(answers[at]) : null,
    })),
  };
}

function nodeCheck(version: string): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const supported = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major >= 24;
  return {
    name: 'node',
    verdict: supported ? 'good' : 'warning',
    message: supported ? version : `${version}: tapedeck is made for ^20.19, ^22.12 and from 24 on`,
  };
}

function engineCheck(answer: Answer | null, refusal: string | undefined): Check {
  if (answer === null)
    return { name: 'engine', verdict: 'bad', message: refusal ?? 'none found: record needs one, replay and validate do not' };
  return {
    name: 'engine',
    verdict: answer.kind === 'unreachable' ? 'bad' : answer.kind === 'engine' ? 'good' : 'warning',
    message: describeAnswer(answer),
  };
}

function describeAnswer(answer: Answer): string {
  switch (answer.kind) {
    case 'engine': {
      const { name, version, apiVersion, minApiVersion, os, arch } = answer.info;
      return `${name} ${version} on ${os}/${arch}, API ${minApiVersion === null ? 'up to ' : `${minApiVersion} to `}${apiVersion}`;
    }
    case 'no-version':
      return answer.detail;
    case 'unreachable':
      return answer.error.message;
    default:
      return answer satisfies never;
  }
}

async function schemasCheck(answer: Answer | null, world: World): Promise<Check> {
  const { schemasFor } = await import('./schemas.ts');
  const { KnownVersions } = await import('../docker/known-versions.ts');
  let versions: InstanceType<typeof KnownVersions>;
  try {
    const directory = world.env.TAPEDECK_API_DIR;
    versions = new KnownVersions(schemasFor({ 'api-dir': directory === '' ? undefined : directory }, world).imported?.keys());
  } catch (error) {
    return { name: 'schemas', verdict: 'bad', message: (error as Error).message };
  }
  const spoken = answer?.kind === 'engine' ? answer.info.apiVersion : null;
  const imported = versions.list.filter((one) => one.imported).map((one) => one.api);
  const range = `API ${versions.oldest} to ${versions.newest}${imported.length === 0 ? '' : `, imported: ${imported.join(', ')}`}`;
  return spoken === null || versions.has(spoken)
    ? { name: 'schemas', verdict: 'good', message: range }
    : { name: 'schemas', verdict: 'warning', message: `${range}; the engine speaks ${spoken}, which cannot be validated` };
}

function cassettesCheck({ cwd }: World): Check {
  const directory = join(cwd, 'cassettes');
  if (!existsSync(directory))
    return { name: 'cassettes', verdict: 'good', message: 'no cassettes/ here yet: the first recording makes it' };
  try {
    readdirSync(directory);
    accessSync(directory, constants.W_OK);
  } catch (error) {
    return { name: 'cassettes', verdict: 'warning', message: `cassettes/ cannot be written: ${(error as Error).message}` };
  }
  return { name: 'cassettes', verdict: 'good', message: `${cassetteNames(cwd).length} in cassettes/` };
}

function clientCheck({ env, platform }: World): Check {
  const names = platform === 'win32' ? ['docker.exe'] : ['docker'];
  const found = (env.PATH ?? '')
    .split(delimiter)
    .flatMap((directory) => names.map((name) => join(directory, name)))
    .find(isExecutable);
  return { name: 'docker CLI', verdict: 'good', message: found ?? 'none in PATH; any other client will do' };
}

/** A context does not lead a wrapped COMMAND away (DOCKER_HOST goes before it), but it does lead away what `--listen` waits for. */
function contextCheck(world: World): Check {
  const context = currentContext(world);
  if (context === null) return { name: 'context', verdict: 'good', message: 'default' };
  return {
    name: 'context',
    verdict: 'warning',
    message: `${JSON.stringify(context.name)} (${context.saidBy}): clients of a --listen server go there unless DOCKER_HOST is set, and "docker --context" always`,
  };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
