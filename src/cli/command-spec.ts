/**
 * The shape of one command: what yargs needs to parse it and what a person needs to read about it. Files in commands/
 * export one each. `run` imports what it works with when it is called, so that `--help` stays quick.
 */
import type { InferredOptionTypes, Options, PositionalOptions } from 'yargs';
import type { World } from './world.ts';

export type OptionTable = { readonly [name: string]: Options };
export type PositionalTable = { readonly [name: string]: PositionalOptions };

export type Values<P extends PositionalTable, O extends OptionTable> = InferredOptionTypes<P> &
  InferredOptionTypes<O> & {
    /** What stood behind `--`, untouched; null without `--`. */
    readonly COMMAND: readonly string[] | null;
  };

export interface CommandSpec<P extends PositionalTable, O extends OptionTable> {
  /** In yargs' notation: `show <cassette> [id]`; of a command in a group without the name of the group. */
  readonly usage: string;
  /** `api` of `tapedeck api list`. */
  readonly group?: string;
  readonly summary: string;
  /** Paragraphs below the options in `--help`. */
  readonly text: string;
  readonly examples: readonly (readonly [command: string, what: string])[];
  readonly positionals: P;
  readonly options: O;
  /** May `-- COMMAND…` follow? */
  readonly wraps: boolean;
  /** @returns the exit code */
  run(values: Values<P, O>, world: World): Promise<number>;
}

/** One of them, where it does not matter which: yargs has checked the values by its tables. */
export interface AnyCommandSpec extends Omit<CommandSpec<PositionalTable, OptionTable>, 'run'> {
  run(values: unknown, world: World): Promise<number>;
}

/** Keeps the literal types of the tables, so that `run` knows its values. */
export function command<const P extends PositionalTable, const O extends OptionTable>(spec: CommandSpec<P, O>): AnyCommandSpec {
  return spec as AnyCommandSpec;
}

/** Commands that share their first word. */
export interface CommandGroup {
  readonly name: string;
  readonly summary: string;
  /** Paragraphs below the commands in `--help`. */
  readonly text: string;
}

type Named = Pick<AnyCommandSpec, 'usage' | 'group'>;

/** As it is typed: `show <cassette> [id]`, `api list`. */
export const commandUsage = ({ group, usage }: Named): string => (group === undefined ? usage : `${group} ${usage}`);

/** `show`, `api list`. */
export const commandName = (spec: Named): string => commandUsage({ ...spec, usage: spec.usage.split(' ')[0] ?? '' });

/** The command that these words call for, options among them or not. */
export function findCommand<S extends Named>(words: readonly string[], specs: readonly S[]): S | undefined {
  const starts = new Set(specs.map((spec) => commandName(spec).split(' ')[0]));
  const start = words.findIndex((word) => starts.has(word));
  const next = words.slice(start + 1).find((word) => !word.startsWith('-'));
  return specs.find((spec) => [words[start], `${words[start]} ${next}`].includes(commandName(spec)));
}

/** The group that these words call for. */
export function findGroup(words: readonly string[], groups: readonly CommandGroup[]): CommandGroup | undefined {
  const first = words.find((word) => !word.startsWith('-'));
  return groups.find((group) => group.name === first);
}
