/**
 * What a session has to do with: the objects that it made or named, by their ids and names, as one side says them. On an
 * engine that also runs other things the rest is nobody's drift.
 */
import { isJsonObject, type Json } from '../cassette/json.ts';
import type { BodyFiles, Interaction } from '../cassette/types.ts';
import type { OperationMatch } from '../docker/operation-types.ts';
import { findOperation } from '../docker/operations.ts';
import { answerJson, bodyJson } from '../meaning/answer.ts';
import { stringsAt } from '../meaning/json.ts';
import { imageName, namedObjects } from '../meaning/named-objects.ts';
import { SHORT_ID } from './identities.ts';

/** Filters whose values are names or ids of objects. */
const NAMING_FILTERS: readonly string[] = ['ancestor', 'container', 'id', 'image', 'name', 'network', 'reference', 'service', 'volume'];
/** Answers of one object that say its id beside its name. */
const INSPECTIONS = /Inspect$/;

export class OwnNames {
  readonly #names = new Set<string>();

  /** Takes what an exchange says. */
  learn(interaction: Interaction, files: BodyFiles): void {
    const match = findOperation(interaction.request.method, interaction.request.target);
    if (match === null) return;
    for (const { kind, name } of namedObjects(interaction, match, files)) this.#add(kind === 'image' ? imageName(name) : name, name);
    this.#learnRequest(interaction, match, files);
    this.#learnAnswer(interaction, match, files);
  }

  /** Whether it is an id (or its short form) or a name of one of them. */
  has(text: string): boolean {
    const bare = text.replace(/^\//, '').replace(/^sha256:/, '');
    return this.#names.has(bare) || this.#names.has(imageName(bare));
  }

  #learnRequest({ request }: Interaction, { query, operation }: OperationMatch, files: BodyFiles): void {
    const asked = new URLSearchParams(query);
    this.#add(...asked.getAll('name'));
    const filters = asked.get('filters');
    if (filters !== null) this.#learnFilters(filters);
    if (operation.requestBody === 'json') this.#add(...stringsAt(bodyJson(request.body, files), 'Name'));
  }

  #learnFilters(text: string): void {
    const filters = parsedJson(text);
    if (!isJsonObject(filters)) return;
    for (const name of NAMING_FILTERS) {
      const values = filters[name];
      if (Array.isArray(values)) this.#add(...values.filter((value) => typeof value === 'string'));
      else if (isJsonObject(values)) this.#add(...Object.keys(values));
    }
  }

  #learnAnswer({ outcome }: Interaction, { operation }: OperationMatch, files: BodyFiles): void {
    const answer = answerJson(outcome, files);
    const isMade = operation.effect === 'change' && operation.method === 'POST';
    if (!isMade && !INSPECTIONS.test(operation.id)) return;
    this.#add(...stringsAt(answer, 'Id'), ...stringsAt(answer, 'ID'), ...stringsAt(answer, 'Name'));
    // A build says the id of what it made in one of its messages.
    if (operation.id !== 'ImageBuild' || !('chunks' in outcome)) return;
    for (const chunk of outcome.chunks) {
      if (!('body' in chunk)) continue;
      const message = bodyJson(chunk.body, files);
      if (isJsonObject(message)) this.#add(...stringsAt(message.aux, 'ID'));
    }
  }

  #add(...names: readonly string[]): void {
    for (const name of names) {
      const bare = name.replace(/^\//, '').replace(/^sha256:/, '');
      if (bare === '') continue;
      this.#names.add(bare);
      if (/^[0-9a-f]{64}$/.test(bare)) this.#names.add(bare.slice(0, SHORT_ID));
    }
  }
}

function parsedJson(text: string): Json {
  return bodyJson({ encoding: 'text', data: text }, NO_FILES) ?? null;
}

const NO_FILES: BodyFiles = {
  read: () => Buffer.alloc(0),
  async *stream() {},
};
