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
  /** In yargs' notation: `show <cassette> [id]`. */
  readonly usage: string;
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

export const commandName = (spec: { readonly usage: string }): string => spec.usage.split(' ')[0] ?? '';
