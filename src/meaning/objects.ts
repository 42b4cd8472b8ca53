/**
 * Which objects of the engine each recorded request is about, and which changes of an object came before a moment of the
 * recording. Read once over the whole cassette, when the first stream or the first changing read asks.
 */
import { isJsonObject, type Json, type JsonObject } from '../cassette/json.ts';
import type { Cassette, Interaction } from '../cassette/types.ts';
import type { ObjectKind, Operation, OperationMatch } from '../docker/operation-types.ts';
import { findOperation } from '../docker/operations.ts';
import type { ObjectName } from './aliases.ts';

import { imageName, namedObjects } from './named-objects.ts';
import { ObjectFacts } from './object-facts.ts';
import { isStrayInteraction } from './strays.ts';

interface Change {
  readonly interaction: Interaction;
  readonly operation: Operation;
  readonly about: readonly ObjectName[];
}

export class Objects {
  readonly #cassette: Cassette;
  readonly #facts: ObjectFacts;
  readonly #matches = new Map<Interaction, OperationMatch | null>();
  readonly #about = new Map<Interaction, readonly ObjectName[]>();
  /** In order of the request's sequence number. */
  readonly #changes: Change[] = [];
  readonly #byObject = new Map<ObjectName, Change[]>();

  constructor(cassette: Cassette) {
    this.#cassette = cassette;
    const ordered = [...cassette.interactions].sort((a, b) => a.order.request - b.order.request);
    this.#facts = new ObjectFacts(cassette.files);
    for (const interaction of ordered) {
      const match = this.#matchOf(interaction);
      if (match !== null) this.#facts.learn(interaction, match);
    }
    for (const interaction of ordered) this.#enter(interaction);
  }

  /** The object that a request sent at that moment of the recording means. */
  named(kind: ObjectKind, name: string, seq: number): ObjectName {
    return this.#facts.aliases.resolve(kind, kind === 'image' ? imageName(name) : name, seq);
  }

  /** The objects a request is about: the one of its path (or that it made), an exec's container too. */
  about(interaction: Interaction): readonly ObjectName[] {
    let about = this.#about.get(interaction);
    if (about === undefined) {
      about = this.#findAbout(interaction);
      this.#about.set(interaction, about);
    }
    return about;
  }

  /** Whether a stream of it runs on a terminal; undefined where the cassette does not say. */
  hasTerminal(interaction: Interaction): boolean | undefined {
    for (const object of this.about(interaction)) {
      const known = this.#facts.hasTerminal(object);
      if (known !== undefined) return known;
    }
    return undefined;
  }

  /** The last lifecycle change of these objects whose request came before `seq`, other than `self`. */
  lastLifecycle(objects: readonly ObjectName[], seq: number, self: Interaction): Interaction | null {
    return this.#last(objects, seq, (change) => change.operation.lifecycle && change.interaction !== self);
  }

  /** The same for changes of every sort. */
  lastChange(objects: readonly ObjectName[], seq: number): Interaction | null {
    return this.#last(objects, seq, () => true);
  }

  /** All changes whose request lies between the two moments. */
  changesBetween(from: number, to: number): readonly Change[] {
    return this.#changes.filter(({ interaction }) => interaction.order.request > from && interaction.order.request < to);
  }

  /** What a change is about, with what that is tied to. */
  reach(change: Change): readonly ObjectName[] {
    return change.about.flatMap((object) => [object, ...this.#facts.linksOf(object)]);
  }

  /** Objects whose id or name stands somewhere in the document. */
  mentionedIn(json: Json, seq: number): Set<ObjectName> {
    const found = new Set<ObjectName>();
    for (const text of stringsOf(json)) for (const object of this.#facts.aliases.mentioned(text, seq)) found.add(object);
    return found;
  }

  /** The objects an event names: its actor, and the container or exec in its attributes. */
  namedByEvent(event: JsonObject, seq: number): ObjectName[] {
    const actor = isJsonObject(event.Actor) ? event.Actor : {};
    const attributes = isJsonObject(actor.Attributes) ? actor.Attributes : {};
    const named = [actor.ID, event.id, attributes.container, attributes.execID].filter((value) => typeof value === 'string');
    const kind = typeof event.Type === 'string' ? event.Type : 'container';
    return [...new Set(named)].flatMap((text) => {
      const known = this.#facts.aliases.mentioned(text, seq);
      return known.length > 0 ? known : [this.named(kind as ObjectKind, text, seq)];
    });
  }

  #findAbout(interaction: Interaction): readonly ObjectName[] {
    const match = this.#matchOf(interaction);
    if (match?.operation.object == null) return [];
    const seq = interaction.order.request;
    const named = namedObjects(interaction, match, this.#cassette.files);
    const found = [...new Set(named.map(({ kind, name }) => this.named(kind, name, seq)))];
    const container = found[0] === undefined ? undefined : this.#facts.containerOf(found[0]);
    return container === undefined ? found : [...found, container];
  }

  #last(objects: readonly ObjectName[], seq: number, wanted: (change: Change) => boolean): Interaction | null {
    let last: Interaction | null = null;
    for (const object of objects) {
      const found = this.#byObject.get(object)?.findLast((change) => change.interaction.order.request < seq && wanted(change))?.interaction;
      if (found !== undefined && (last === null || found.order.request > last.order.request)) last = found;
    }
    return last;
  }

  #matchOf(interaction: Interaction): OperationMatch | null {
    let match = this.#matches.get(interaction);
    if (match === undefined) {
      match = findOperation(interaction.request.method, interaction.request.target);
      this.#matches.set(interaction, match);
    }
    return match;
  }

  #enter(interaction: Interaction): void {
    const operation = this.#matchOf(interaction)?.operation;
    if (operation?.effect !== 'change' || isStrayInteraction(interaction)) return;
    const change = { interaction, operation, about: this.about(interaction) };
    this.#changes.push(change);
    for (const object of change.about) {
      const changes = this.#byObject.get(object);
      if (changes === undefined) this.#byObject.set(object, [change]);
      else changes.push(change);
    }
  }
}

function* stringsOf(json: Json): Generator<string> {
  if (typeof json === 'string') yield json;
  else if (Array.isArray(json)) for (const item of json) yield* stringsOf(item);
  else if (isJsonObject(json)) {
    for (const [key, value] of Object.entries(json)) {
      yield key;
      yield* stringsOf(value);
    }
  }
}
