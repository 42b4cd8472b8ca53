/** Every command, in the order in which `--help` lists them. Those of a group stand together. */
import type { AnyCommandSpec, CommandGroup } from './command-spec.ts';
import { api } from './commands/api.ts';
import { apiDiff } from './commands/api-diff.ts';
import { apiImport } from './commands/api-import.ts';
import { apiList } from './commands/api-list.ts';
import { apiShow } from './commands/api-show.ts';
import { diff } from './commands/diff.ts';
import { doctor } from './commands/doctor.ts';
import { list } from './commands/list.ts';
import { proxy } from './commands/proxy.ts';
import { record } from './commands/record.ts';
import { replay } from './commands/replay.ts';
import { run } from './commands/run.ts';
import { show } from './commands/show.ts';
import { validate } from './commands/validate.ts';
import { verify } from './commands/verify.ts';

export const COMMANDS: readonly AnyCommandSpec[] = [
  record,
  replay,
  run,
  proxy,
  validate,
  verify,
  diff,
  list,
  show,
  apiList,
  apiShow,
  apiDiff,
  apiImport,
  doctor,
];

export const GROUPS: readonly CommandGroup[] = [api];
