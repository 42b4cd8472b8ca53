/**
 * Reads that ask the same with no change between them: a client that watched the engine move. The engine may be further
 * now than it was when it was asked, so any later answer of such a chain will do; but nothing moves backward.
 */
import { writeJson } from '../../cassette/json.ts';
import type { Interaction } from '../../cassette/types.ts';
import type { Operation } from '../../docker/operation-types.ts';
import { findOperation } from '../../docker/operations.ts';
import { isSizeOperation } from '../terminal-sizes.ts';

/** Whether the answer to it may be another one a moment later, and nobody minds its being asked again. */
export function mayBeAskedAgain({ id, effect }: Operation): boolean {
  return effect === 'read' || isSizeOperation(id);
}

interface Chain {
  readonly members: readonly Interaction[];
  /** Index of the answer that the live engine has reached. */
  reached: number;
}

export class ReadChains {
  readonly #chains = new Map<Interaction, Chain>();

  constructor(interactions: readonly Interaction[]) {
    const open = new Map<string, Interaction[]>();
    for (const interaction of [...interactions].sort((a, b) => a.order.request - b.order.request)) {
      const { method, target } = interaction.request;
      const match = findOperation(method, target);
      if (match?.operation.effect === 'change') {
        const { object } = match.operation;
        const name = object?.parameter == null ? undefined : match.parameters[object.parameter];
        for (const [key, members] of open) if (concerns(members[0] as Interaction, object?.kind, name)) open.delete(key);
      }
      if (match == null || !mayBeAskedAgain(match.operation)) continue;
      const key = requestKey(interaction);
      const members = open.get(key) ?? [];
      members.push(interaction);
      open.set(key, members);
      this.#chains.set(interaction, this.#chains.get(members[0] as Interaction) ?? { members, reached: 0 });
    }
  }

  /** The recorded answers that a live one may be equal to, the own one first. */
  candidates(interaction: Interaction): readonly Interaction[] {
    const chain = this.#chains.get(interaction);
    if (chain === undefined) return [interaction];
    return chain.members.slice(Math.max(chain.reached, chain.members.indexOf(interaction)));
  }

  /** The engine gave that one of the candidates. */
  reached(interaction: Interaction): void {
    const chain = this.#chains.get(interaction);
    if (chain !== undefined) chain.reached = Math.max(chain.reached, chain.members.indexOf(interaction));
  }
}

/** A change of another object of the same kind, by name, is none of the read's business. */
function concerns(read: Interaction, kind: string | undefined, name: string | undefined): boolean {
  const match = findOperation(read.request.method, read.request.target);
  const object = match?.operation.object;
  if (match == null || object?.parameter == null || name === undefined || object.kind !== kind) return true;
  const asked = match.parameters[object.parameter] ?? '';
  return asked === name || asked.startsWith(name) || name.startsWith(asked);
}

function requestKey({ request: { method, target, body } }: Interaction): string {
  const said = body.encoding === 'json' ? writeJson(body.data, 'js') : JSON.stringify(body);
  return `${method} ${target}\n${said}`;
}
