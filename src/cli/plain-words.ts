/**
 * Words that can be read in one way only, without yargs: to load it takes longer than to check a short cassette. What
 * needs a second thought (help, a word that is wrong, a setting from elsewhere) is left to yargs, which alone complains.
 */
import type { Options } from 'yargs';
import type { AnyCommandSpec } from './command-spec.ts';

/** How yargs is to read words. Here they are read likewise. */
export const PARSER_CONFIGURATION = {
  'dot-notation': false,
  'greedy-arrays': false,
  'parse-numbers': false,
  'parse-positional-numbers': false,
  'camel-case-expansion': false,
} as const;

type Value = string | boolean | readonly string[];

const ONE_LIST = /^([a-z]+) <([a-z]+)\.\.>$/;
const OPTION = /^--([a-z]+(?:-[a-z]+)*)(?:=(.*))?$/s;
const KNOWN: ReadonlySet<string> = new Set(['type', 'array', 'choices', 'default', 'describe', 'requiresArg'] satisfies (keyof Options)[]);

/** The values of a command that takes a list and options; null where yargs should look. */
export function plainValues(spec: AnyCommandSpec, words: readonly string[]): Readonly<Record<string, Value>> | null {
  const [, command, list] = ONE_LIST.exec(spec.usage) ?? [];
  if (list === undefined || spec.group !== undefined || words[0] !== command) return null;
  const options = Object.entries(spec.options);
  if (options.some(([, option]) => Object.keys(option).some((key) => !KNOWN.has(key)))) return null;
  const given: string[] = [];
  const values: Record<string, Value> = {};
  for (let at = 1; at < words.length; at++) {
    const word = words[at] as string;
    if (isPlain(word)) {
      given.push(word);
      continue;
    }
    const [, name = '', inline] = OPTION.exec(word) ?? [];
    const option = Object.hasOwn(spec.options, name) ? spec.options[name] : undefined;
    if (option?.type === 'boolean') {
      // yargs takes these two as the value.
      if (inline !== undefined || name in values || ['true', 'false'].includes(words[at + 1] ?? '')) return null;
      values[name] = true;
      continue;
    }
    const value = inline ?? words[++at] ?? '';
    if (option?.type !== 'string' || !isPlain(value) || option.choices?.includes(value) === false) return null;
    if (option.array === true) values[name] = [...((values[name] as readonly string[] | undefined) ?? []), value];
    else if (name in values) return null;
    else values[name] = value;
  }
  if (given.length === 0) return null;
  for (const [name, option] of options) if (option.default !== undefined) values[name] ??= option.default as Value;
  return { ...values, [list]: given };
}

/** yargs takes quotes off, and what starts with a dash for an option. */
function isPlain(word: string): boolean {
  return word !== '' && !word.startsWith('-') && !/["'`]/.test(word);
}
