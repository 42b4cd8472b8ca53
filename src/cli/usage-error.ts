/** What yargs has against a command line, said in the words of this program and with a way on. */
import { TapedeckError } from '../errors.ts';
import type { AnyCommandSpec } from './command-spec.ts';
import { commandName } from './command-spec.ts';

/**
 * @param message of yargs, in English
 * @param words of the command line up to `--`
 */
export function usageError(message: string, words: readonly string[], specs: readonly AnyCommandSpec[]): TapedeckError {
  const spec = specs.find((one) => words.includes(commandName(one)));
  const hint = spec === undefined ? 'tapedeck --help lists the commands.' : `tapedeck ${commandName(spec)} --help lists its options.`;
  return new TapedeckError('TD_USAGE', explain(message.trim(), words, spec), { hint });
}

function explain(message: string, words: readonly string[], spec: AnyCommandSpec | undefined): string {
  const name = spec === undefined ? 'tapedeck' : commandName(spec);
  const like = /^Did you mean (\S+)\?$/.exec(message)?.[1];
  if (like !== undefined) return `there is no command ${firstWord(words)}; did you mean ${like}?`;
  const unknown = /^Unknown (?:arguments?|commands?): (.*)$/.exec(message)?.[1]?.split(', ')[0];
  if (unknown !== undefined) {
    const option = words.find((word) => word.startsWith('-') && word.replace(/^-+(?:no-)?/, '').replace(/=.*/, '') === unknown);
    if (option !== undefined) return `${name} has no option ${option.replace(/=.*/, '')}`;
    return spec === undefined ? `there is no command ${unknown}` : `${name} takes no ${JSON.stringify(unknown)}`;
  }
  if (/^Not enough non-option arguments/.test(message) && spec !== undefined)
    return `${name} wants ${spec.usage.split(' ').slice(1).join(' ')}`;
  const valueless = /^Not enough arguments following: (\S+)$/.exec(message)?.[1];
  if (valueless !== undefined) return `--${valueless} wants a value`;
  const [, option, given, choices] = /^Invalid values:\s+Argument: (\S+), Given: (.*), Choices: (.*)$/.exec(message) ?? [];
  if (option !== undefined) return `--${option} ${given?.replaceAll('"', '')}: choices are ${choices?.replaceAll('"', '')}`;
  const line = message.replaceAll(/\s*\n\s*/g, ' ');
  return line.charAt(0).toLowerCase() + line.slice(1);
}

const firstWord = (words: readonly string[]): string => words.find((word) => !word.startsWith('-')) ?? '';
