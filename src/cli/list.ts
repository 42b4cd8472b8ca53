/** `tapedeck list`. */
import { relative, resolve } from 'node:path';
import type { CassetteLine } from '../report/cassettes-text.ts';
import { cassettesText } from '../report/cassettes-text.ts';
import type { OpenedCassette } from '../store/cassette-directory.ts';
import { listCassettes } from '../store/cassette-directory.ts';
import { openCassette } from './cassettes.ts';
import { EXIT, explainError } from './exit-codes.ts';
import { operationFilter } from './operation-filter.ts';
import { readablePath } from './readable-path.ts';
import type { ResultOptions } from './result.ts';
import { asJson, resultColours, writeResult } from './result.ts';
import type { World } from './world.ts';

export interface ListValues extends ResultOptions {
  readonly directory: string;
  readonly operation?: readonly string[] | undefined;
}

export async function list(values: ListValues, world: World): Promise<number> {
  const wanted = operationFilter(values.operation);
  const directory = resolve(world.cwd, values.directory);
  const lines: CassetteLine[] = [];
  for (const path of await listCassettes(directory)) {
    // What `show` and `replay` take for it: a name for what lies in cassettes/, else the path.
    const name = relative(resolve(world.cwd, 'cassettes'), path);
    const known = name.startsWith('..') || name === '' ? readablePath(path, world.cwd) : name;
    lines.push(...(await describe(path, known, wanted)));
  }
  if (values.format === 'json') writeResult(asJson(lines.map(jsonLine)), values, world);
  else if (lines.length === 0) world.stderr(`no cassettes in ${readablePath(directory, world.cwd)}\n`);
  else writeResult(cassettesText(lines, resultColours(values, world)), values, world);
  return lines.some((line) => line.info === null) ? EXIT.environment : EXIT.fine;
}

async function describe(path: string, name: string, wanted: ReturnType<typeof operationFilter>): Promise<CassetteLine[]> {
  let cassette: OpenedCassette;
  try {
    cassette = await openCassette(path);
  } catch (error) {
    const note =
      explainError(error)
        .split('\n')[0]
        ?.replace(/^tapedeck: /, '') ?? '';
    return [{ name, info: null, interactions: 0, note }];
  }
  const { info, interactions, unfinished } = cassette;
  if (interactions.length > 0 && !interactions.some(wanted)) return [];
  return [{ name, info, interactions: interactions.length, note: unfinished === null ? null : 'a newer recording of it has not ended' }];
}

function jsonLine({ name, info, interactions, note }: CassetteLine): unknown {
  if (info === null) return { name, error: note };
  const { redactions, ...rest } = info;
  return { ...rest, name, interactions, redactions: redactions.length };
}
