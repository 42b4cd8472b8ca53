/**
 * The command line as a whole: words in, exit code out. What stands behind the first `--` is the COMMAND and never
 * goes through an option parser: its words are not ours to read.
 */
import type { Argv } from 'yargs';
import { TapedeckError } from '../errors.ts';
import type { AnyCommandSpec, CommandGroup, OptionTable } from './command-spec.ts';
import { commandName, commandUsage, findCommand } from './command-spec.ts';
import { COMMANDS, GROUPS } from './commands.ts';
import { defaultsFor, readConfig } from './config.ts';
import { EXIT, exitCodeOf, explainError } from './exit-codes.ts';
import { configOption } from './options.ts';
import { PARSER_CONFIGURATION, plainValues } from './plain-words.ts';
import { usageError } from './usage-error.ts';
import { PROGRAM_VERSION } from './version.ts';
import type { World } from './world.ts';

/** What yargs has read so far. */
type Words = { readonly _?: readonly unknown[] };

/** Never throws: every error becomes a line on stderr and an exit code. */
export async function runProgram(words: readonly string[], world: World): Promise<number> {
  try {
    return await parseAndRun(words, world);
  } catch (error) {
    world.stderr(explainError(error));
    return exitCodeOf(error);
  }
}

async function parseAndRun(words: readonly string[], world: World): Promise<number> {
  const completing = words[0] === '--get-yargs-completions';
  const split = completing ? -1 : words.indexOf('--');
  const own = split < 0 ? words : words.slice(0, split);
  const COMMAND = split < 0 ? null : words.slice(split + 1);
  if (COMMAND?.length === 0) throw new TapedeckError('TD_USAGE', 'no COMMAND behind --', { hint: 'For example: -- docker ps' });
  // The shell completes what stands behind `--` as it completes any command; we have nothing to say there.
  if (completing && words.includes('--')) return EXIT.fine;

  const config = completing ? new Map() : readConfig(world, configArgument(own), COMMANDS);
  const named = COMMANDS.find((spec) => spec.group === undefined && commandName(spec) === words[0]);
  if (named !== undefined && COMMAND === null && Object.keys(defaultsFor(named, config, world.env)).length === 0) {
    const values = plainValues(named, words);
    if (values !== null) return named.run({ ...values, COMMAND }, world);
  }

  const { default: yargs } = await import('yargs');
  // yargs lays out the help of every command that runs, which takes as long as a small command: then there is little to lay out.
  const isExplaining = completing || own.includes('--help');
  let exitCode: number = EXIT.fine;
  const parser = yargs()
    .scriptName('tapedeck')
    .usage(
      '$0 COMMAND\n\nRecords what Docker clients and an engine say to each other, replays it without an engine, and checks it against the API.',
    )
    .parserConfiguration(PARSER_CONFIGURATION)
    .recommendCommands()
    .exitProcess(false)
    .locale('en')
    .wrap(100)
    .version(PROGRAM_VERSION)
    .option('config', configOption.config)
    .epilogue('tapedeck COMMAND --help says more about each command. NO_COLOR and FORCE_COLOR are heeded.')
    .fail((message, error) => {
      if (completing) return;
      // A command that failed has no message here; what yargs finds wrong in the words has.
      throw message ? usageError(message, own, COMMANDS, GROUPS) : error;
    });
  // Words that are being typed are not finished; that they lack something is not for the shell to hear.
  if (!completing) parser.strict().demandCommand(1, 'say what to do');

  const addCommand = (to: Argv, spec: AnyCommandSpec): void => {
    to.command({
      command: spec.usage,
      describe: spec.summary,
      builder: (command) => {
        for (const [name, positional] of Object.entries(spec.positionals)) command.positional(name, positional);
        command.options(isExplaining ? spec.options : hidden(spec.options)).config(defaultsFor(spec, config, world.env));
        if (!isExplaining) return command;
        for (const [line, what] of spec.examples) command.example(line.replace(/^tapedeck/, '$0'), what);
        return command.usage(`$0 ${commandUsage(spec)}${spec.wraps ? ' [-- COMMAND…]' : ''}\n\n${spec.summary}`).epilogue(spec.text);
      },
      handler: async (values) => {
        if (completing) return;
        if (COMMAND !== null && !spec.wraps)
          throw new TapedeckError('TD_USAGE', `${commandName(spec)} runs no COMMAND`, { hint: 'Leave out -- and what follows.' });
        refuseRepeats(values, spec);
        exitCode = await spec.run({ ...values, COMMAND }, world);
      },
    });
  };
  const addGroup = (group: CommandGroup): void => {
    let itself: Argv | undefined;
    parser.command({
      command: group.name,
      describe: group.summary,
      builder: (command) => {
        itself = command;
        for (const spec of COMMANDS) if (spec.group === group.name) addCommand(command, spec);
        return command.usage(`$0 ${group.name} COMMAND\n\n${group.summary}`).epilogue(group.text);
      },
      handler: async () => {
        if (completing) return;
        world.stderr(`${await itself?.getHelp()}\n`);
        exitCode = EXIT.usage;
      },
    });
  };
  for (const spec of COMMANDS) if (spec.group === undefined) addCommand(parser, spec);
  for (const group of GROUPS) addGroup(group);
  parser.completion(
    'completion',
    'print a completion script for bash or zsh',
    (current: string, argv: Words, usual: () => void, done: (names: string[]) => void) => {
      void completeCassettes(current, argv, world).then((names) => (names === null ? usual() : done(names)));
    },
  );
  await parser.parseAsync([...own]);
  return exitCode;
}

function hidden(options: OptionTable): OptionTable {
  return Object.fromEntries(Object.entries(options).map(([name, option]) => [name, { ...option, hidden: true }]));
}

/** yargs makes a list of an option given twice; only options that are lists may be. */
function refuseRepeats(values: Readonly<Record<string, unknown>>, spec: AnyCommandSpec): void {
  for (const [name, option] of Object.entries(spec.options)) {
    if (option.array !== true && Array.isArray(values[name])) throw new TapedeckError('TD_USAGE', `--${name} was given twice`);
  }
}

function configArgument(words: readonly string[]): string | undefined {
  const at = words.findIndex((word) => word === '--config' || word.startsWith('--config='));
  if (at < 0) return undefined;
  const word = words[at] ?? '';
  return word.includes('=') ? word.slice(word.indexOf('=') + 1) : words[at + 1];
}

/** Names of cassettes where the command wants one; null for yargs' own answer (commands, options, choices). */
async function completeCassettes(current: string, argv: Words, world: World): Promise<string[] | null> {
  const spec = findCommand(argv._?.map(String) ?? [], COMMANDS);
  if (spec === undefined || current.startsWith('-') || !/cassette/.test(spec.usage)) return null;
  const { cassetteNames } = await import('./completion.ts');
  return cassetteNames(world.cwd);
}
