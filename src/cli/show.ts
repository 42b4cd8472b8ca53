/** `tapedeck show`. */
import { writeInteraction } from '../cassette/format.ts';
import type { Interaction } from '../cassette/types.ts';
import { TapedeckError } from '../errors.ts';
import { interactionText } from '../report/interaction-text.ts';
import { sessionRow } from '../report/session.ts';
import { infoText, sessionText } from '../report/session-text.ts';
import type { OpenedCassette } from '../store/cassette-directory.ts';
import { resolveCassettes } from '../store/cassette-directory.ts';
import { openCassette } from './cassettes.ts';
import { EXIT } from './exit-codes.ts';
import { followCassette } from './follow.ts';
import { operationFilter } from './operation-filter.ts';
import type { ResultOptions } from './result.ts';
import { asJson, resultColours, writeResult } from './result.ts';
import type { World } from './world.ts';

export interface ShowValues extends ResultOptions {
  readonly cassette: string;
  readonly id?: string | undefined;
  readonly follow: boolean;
  readonly operation?: readonly string[] | undefined;
}

export async function show(values: ShowValues, world: World): Promise<number> {
  const wanted = operationFilter(values.operation);
  if (values.follow) {
    if (values.id !== undefined || values.format !== 'text') throw new TapedeckError('TD_USAGE', '--follow shows the session, as text');
    return followCassette(values, wanted, world);
  }
  const [path, ...others] = await resolveCassettes([values.cassette], world.cwd);
  if (path === undefined || others.length > 0) {
    throw new TapedeckError('TD_USAGE', `${values.cassette} holds ${others.length + 1} cassettes`, {
      hint: 'Name one; "tapedeck list" shows them.',
    });
  }
  const cassette = await openCassette(path);
  writeResult(values.id === undefined ? session(cassette, wanted, values, world) : one(cassette, values.id, values, world), values, world);
  return EXIT.fine;
}

function session(cassette: OpenedCassette, wanted: (interaction: Interaction) => boolean, values: ShowValues, world: World): string {
  const interactions = cassette.interactions.filter(wanted);
  if (values.format === 'json') return asJson({ ...cassette.info, interactions: interactions.map(sessionRow) });
  const colours = resultColours(values, world);
  const newer = cassette.unfinished === null ? '' : colours.yellow(`a newer recording of it has not ended: ${cassette.unfinished}\n`);
  return `${infoText(cassette.info, cassette.interactions.length, colours)}${newer}\n${sessionText(interactions, colours)}`;
}

function one(cassette: OpenedCassette, id: string, values: ShowValues, world: World): string {
  const interaction = /^\d+$/.test(id) ? cassette.interactions.find((candidate) => candidate.id === Number(id)) : undefined;
  if (interaction === undefined) {
    const last = cassette.interactions.at(-1)?.id;
    throw new TapedeckError('TD_USAGE', `${values.cassette} has no interaction ${id}`, {
      hint: last === undefined ? 'It is empty.' : `Its last is ${last}.`,
    });
  }
  if (values.format === 'json') return writeInteraction(interaction);
  return interactionText(interaction, cassette.info.redactions, cassette.files, resultColours(values, world));
}
