/** What yargs has against a command line, said in the words of this program and with a way on. */
import { TapedeckError } from '../errors.ts';
import type { AnyCommandSpec, CommandGroup } from './command-spec.ts';
import { commandName, commandUsage, findCommand, findGroup } from './command-spec.ts';

/**
 * @param message of yargs, in English
 * @param words of the command line up to `--`
 */
export function usageError(
  message: string,
  words: readonly string[],
  specs: readonly AnyCommandSpec[],
  groups: readonly CommandGroup[],
): TapedeckError {
  const spec = findCommand(words, specs);
  const group = spec === undefined ? findGroup(words, groups)?.name : undefined;
  const hint =
    spec === undefined
      ? `tapedeck ${group === undefined ? '' : `${group} `}--help lists the commands.`
      : `tapedeck ${commandName(spec)} --help lists its options.`;
  return new TapedeckError('TD_USAGE', explain(message.trim(), words, spec, group), { hint });
}

function explain(message: string, words: readonly string[], spec: AnyCommandSpec | undefined, group: string | undefined): string {
  const name = spec === undefined ? ['tapedeck', group].filter(Boolean).join(' ') : commandName(spec);
  const inGroup = group === undefined ? '' : `${group} `;
  const like = /^Did you mean (\S+)\?$/.exec(message)?.[1];
  if (like !== undefined) return `there is no command ${inGroup}${commandWord(words, group)}; did you mean ${like}?`;
  const unknown = /^Unknown (?:arguments?|commands?): (.*)$/.exec(message)?.[1]?.split(', ')[0];
  if (unknown !== undefined) {
    const option = words.find((word) => word.startsWith('-') && word.replace(/^-+(?:no-)?/, '').replace(/=.*/, '') === unknown);
    if (option !== undefined) return `${name} has no option ${option.replace(/=.*/, '')}`;
    return spec === undefined ? `there is no command ${inGroup}${unknown}` : `${name} takes no ${JSON.stringify(unknown)}`;
  }
  if (/^Not enough non-option arguments/.test(message) && spec !== undefined)
    return `${name} wants ${commandUsage(spec).slice(commandName(spec).length + 1)}`;
  const valueless = /^Not enough arguments following: (\S+)$/.exec(message)?.[1];
  if (valueless !== undefined) return `--${valueless} wants a value`;
  const [, option, given, choices] = /^Invalid values:\s+Argument: (\S+), Given: (.*), Choices: (.*)$/.exec(message) ?? [];
  if (option !== undefined) return `--${option} ${given?.replaceAll('"', '')}: choices are ${choices?.replaceAll('"', '')}`;
  const line = message.replaceAll(/\s*\n\s*/g, ' ');
  return line.charAt(0).toLowerCase() + line.slice(1);
}

const commandWord = (words: readonly string[], group: string | undefined): string =>
  words.find((word) => !word.startsWith('-') && word !== group) ?? '';
