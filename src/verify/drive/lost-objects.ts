/** What the recorded session had made and the live engine would not make: what is asked of it cannot be asked. */
import type { Interaction } from '../../cassette/types.ts';
import { findOperation } from '../../docker/operations.ts';
import { imageName, type NamedObject, namedObjects } from '../../meaning/named-objects.ts';
import type { Told } from '../types.ts';

/** Digits of an id by which clients name objects. */
const SHORTEST_ID = 4;
const LONG_ID = /^[0-9a-f]{64}$/;

export class LostObjects {
  /** By kind and name, with what should have made it. */
  readonly #lost = new Map<string, { readonly object: NamedObject; readonly by: Interaction }>();

  /** @param made whether the live engine did what was asked */
  heard(recorded: Told, made: boolean): void {
    const { interaction } = recorded;
    if (!('head' in interaction.outcome) || interaction.outcome.head.status >= 300) return;
    for (const object of objectsOf(recorded)) {
      if (!object.made) continue;
      if (made) this.#lost.delete(keyOf(object));
      else this.#lost.set(keyOf(object), { object, by: interaction });
    }
  }

  /** Takes what was not sent. An image is an exception: where it was refused the engine has one of that name. */
  notAsked(recorded: Told): void {
    for (const object of objectsOf(recorded)) {
      if (object.made && object.kind !== 'image') this.#lost.set(keyOf(object), { object, by: recorded.interaction });
    }
  }

  /** Why it cannot be asked; null where nothing speaks against it. */
  reasonAgainst(recorded: Told): string | null {
    if (this.#lost.size === 0) return null;
    for (const asked of objectsOf(recorded)) {
      if (asked.made) continue;
      for (const { object, by } of this.#lost.values()) {
        if (!isSame(object, asked)) continue;
        return `the engine did not make the ${object.kind} ${shown(object.name)} (${String(by.id).padStart(6, '0')} ${by.operation})`;
      }
    }
    return null;
  }
}

/** With the name that a client gives to what is made, beside the id that the engine gives it. */
function objectsOf({ interaction, files }: Told): NamedObject[] {
  const match = findOperation(interaction.request.method, interaction.request.target);
  if (match === null) return [];
  const objects = namedObjects(interaction, match, files);
  const name = match.operation.id === 'ContainerCreate' ? new URLSearchParams(match.query).get('name') : null;
  return name ? [...objects, { kind: 'container', name, made: true }] : objects;
}

function isSame(lost: NamedObject, asked: NamedObject): boolean {
  if (lost.kind !== asked.kind) return false;
  if (lost.kind === 'image') return imageName(lost.name) === imageName(asked.name);
  return lost.name === asked.name || (LONG_ID.test(lost.name) && asked.name.length >= SHORTEST_ID && lost.name.startsWith(asked.name));
}

const keyOf = ({ kind, name }: NamedObject): string => `${kind} ${kind === 'image' ? imageName(name) : name}`;

const shown = (name: string): string => (LONG_ID.test(name) ? name.slice(0, 12) : name);
