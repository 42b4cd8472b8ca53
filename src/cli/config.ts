/**
 * Defaults of options, from the environment and from `tapedeck.json`:
 *
 *   { "upstream": "unix:///run/docker.sock", "replay": { "gate-timeout": "10s" } }
 *
 * A key is an option, for every command that has it, or a command with options of its own (`"api": { "list": … }` where it
 * is of a group). `TAPEDECK_GATE_TIMEOUT=10s`
 * says the same in the environment. First the command line counts, then the environment, then the command's own part
 * of the file, then the rest of it. yargs sees only options of the command that runs: its strict mode would refuse
 * every other name.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Options } from 'yargs';
import { TapedeckError } from '../errors.ts';
import type { AnyCommandSpec, OptionTable } from './command-spec.ts';
import { commandName } from './command-spec.ts';
import type { World } from './world.ts';

type Setting = string | boolean | number | readonly string[];
type Settings = Readonly<Record<string, Setting>>;
type JsonObject = Readonly<Record<string, unknown>>;

/** What the file says, by command ('' for all). */
export type Config = ReadonlyMap<string, Settings>;

export const CONFIG_FILE = 'tapedeck.json';

/** @throws TD_USAGE where the file is no JSON, has an unknown key or a value of the wrong kind */
export function readConfig(world: World, file: string | undefined, specs: readonly AnyCommandSpec[]): Config {
  const path = join(world.cwd, file ?? CONFIG_FILE);
  let text: string;
  try {
    text = readFileSync(file?.startsWith('/') ? file : path, 'utf8');
  } catch (error) {
    if (file === undefined && (error as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
    throw new TapedeckError('TD_USAGE', `cannot read ${file ?? CONFIG_FILE}: ${(error as Error).message}`, { cause: error });
  }
  return parseConfig(text, file ?? CONFIG_FILE, specs);
}

export function parseConfig(text: string, file: string, specs: readonly AnyCommandSpec[]): Config {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new TapedeckError('TD_USAGE', `${file}: ${(error as Error).message}`, { hint: 'It must be one JSON object.', cause: error });
  }
  if (!isObject(json)) throw new TapedeckError('TD_USAGE', `${file}: not a JSON object`, { hint: 'For example { "speed": "recorded" }.' });
  const everyOption: OptionTable = Object.assign({}, ...specs.map((spec) => spec.options));
  const config = new Map<string, Settings>();
  const common: Record<string, Setting> = {};
  for (const [key, value] of Object.entries(json)) {
    if (key === '$schema') continue;
    if (!isObject(value)) common[key] = readSetting(key, value, everyOption, `${file}: `);
    else
      for (const [spec, own, name] of ownParts(key, value, file, specs))
        config.set(commandName(spec), readSettings(own, spec.options, `${file}: ${name}.`));
  }
  return config.set('', common);
}

/** Defaults for one command, ready for yargs. */
export function defaultsFor(spec: AnyCommandSpec, config: Config, env: World['env']): Settings {
  const defaults: Record<string, Setting> = {};
  for (const [name, option] of Object.entries(spec.options)) {
    const variable = `TAPEDECK_${name.toUpperCase().replaceAll('-', '_')}`;
    const text = env[variable];
    const value =
      text !== undefined && text !== ''
        ? fromEnvironment(variable, text, option)
        : (config.get(commandName(spec))?.[name] ?? config.get('')?.[name]);
    if (value !== undefined) defaults[name] = value;
  }
  return defaults;
}

/** What stands under the name of a command, or under the name of a group and then of a command. */
function ownParts(
  key: string,
  value: JsonObject,
  file: string,
  specs: readonly AnyCommandSpec[],
): (readonly [spec: AnyCommandSpec, own: JsonObject, name: string])[] {
  const named = specs.find((one) => commandName(one) === key);
  if (named !== undefined) return [[named, value, key]];
  const group = specs.filter((one) => one.group === key);
  if (group.length === 0) throw new TapedeckError('TD_USAGE', `${file}: ${key} is no command`, { hint: `Commands: ${names(specs)}.` });
  return Object.entries(value).map(([sub, own]) => {
    const spec = group.find((one) => commandName(one) === `${key} ${sub}`);
    if (spec !== undefined && isObject(own)) return [spec, own, `${key}.${sub}`];
    throw new TapedeckError('TD_USAGE', `${file}: ${key}.${sub} is not a command with options`, { hint: `Commands: ${names(group)}.` });
  });
}

const names = (specs: readonly AnyCommandSpec[]): string => specs.map(commandName).join(', ');

function readSettings(value: JsonObject, options: OptionTable, where: string): Settings {
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, readSetting(key, one, options, where)]));
}

function readSetting(key: string, value: unknown, options: OptionTable, where: string): Setting {
  const option = Object.hasOwn(options, key) ? options[key] : undefined;
  if (option === undefined) {
    const known = Object.keys(options).sort().join(', ');
    throw new TapedeckError('TD_USAGE', `${where}${key} is no option`, { hint: `Options: ${known}.` });
  }
  const wanted = option.array === true ? 'a list of texts' : option.type === 'boolean' ? 'true or false' : 'a text';
  const fits =
    option.array === true
      ? Array.isArray(value) && value.every((one) => typeof one === 'string')
      : option.type === 'boolean'
        ? typeof value === 'boolean'
        : typeof value === 'string' || typeof value === 'number';
  if (!fits) throw new TapedeckError('TD_USAGE', `${where}${key} is ${JSON.stringify(value)}, not ${wanted}`);
  return checkChoice(typeof value === 'number' ? String(value) : (value as Setting), option, `${where}${key}`);
}

function fromEnvironment(variable: string, text: string, option: Options): Setting {
  if (option.array === true) return text.split(',').map((one) => one.trim());
  if (option.type !== 'boolean') return checkChoice(text, option, variable);
  if (/^(1|true|yes|on)$/i.test(text)) return true;
  if (/^(0|false|no|off)$/i.test(text)) return false;
  throw new TapedeckError('TD_USAGE', `${variable}=${text}: neither true nor false`);
}

// yargs checks choices of the command line only, not of `config` objects.
function checkChoice(value: Setting, option: Options, where: string): Setting {
  if (option.choices === undefined || option.choices.includes(value as string)) return value;
  throw new TapedeckError('TD_USAGE', `${where} is ${JSON.stringify(value)}`, { hint: `Choices: ${option.choices.join(', ')}.` });
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
