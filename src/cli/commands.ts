/** Every command, in the order in which `--help` lists them. */
import type { AnyCommandSpec } from './command-spec.ts';
import { doctor } from './commands/doctor.ts';
import { list } from './commands/list.ts';
import { record } from './commands/record.ts';
import { replay } from './commands/replay.ts';
import { show } from './commands/show.ts';
import { validate } from './commands/validate.ts';

export const COMMANDS: readonly AnyCommandSpec[] = [record, replay, validate, list, show, doctor];
