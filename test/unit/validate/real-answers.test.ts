/** Answers of real engines: as they are nothing is found in them, and what is changed in them is found. */
import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import type { RawHeaders } from '../../../src/cassette/types.ts';
import type { Definitions, SchemaFacts } from '../../../src/docker/schema-types.ts';
import { ApiDescriptions, resolveSchema } from '../../../src/docker/schemas.ts';
import { loadSchemas } from '../../../src/store/schemas.ts';
import { findingsOf } from '../../support/findings.ts';
import { aCassette, anInteraction, aWholeOutcome } from '../../support/interactions.ts';

interface Answer {
  readonly engine: string;
  readonly request: string;
  readonly status: number;
  readonly type: string | null;
  readonly body: unknown;
}

const { answers } = JSON.parse(readFileSync(new URL('../../fixtures/answers.json', import.meta.url), 'utf8')) as { answers: Answer[] };
const descriptions = new ApiDescriptions(loadSchemas());

function interactionOf(answer: Answer, id = 0) {
  const [method = '', target = ''] = answer.request.split(' ');
  const headers: RawHeaders = answer.type === null ? [] : [['Content-Type', answer.type]];
  return anInteraction({ id, method, target, outcome: aWholeOutcome({ status: answer.status, headers, json: answer.body }) });
}

const ofEngine = (interactions: readonly ReturnType<typeof interactionOf>[]) =>
  findingsOf(aCassette({ interactions })).then((all) => all.filter((one) => one.party === 'engine' && one.severity === 'error'));

it('finds nothing in what engines answered', async () => {
  expect(await ofEngine(answers.map(interactionOf))).toEqual([]);
});

it('finds every success that is not documented', async () => {
  const changed = answers.map((answer, id) => interactionOf({ ...answer, status: 206 }, id));
  expect((await ofEngine(changed)).map((one) => one.code)).toEqual(changed.map(() => 'response-status'));
});

/** A changed copy of an answer, and what was done to it. */
interface Mutant {
  readonly kind: 'type' | 'null' | 'enum';
  readonly where: string;
  readonly answer: Answer;
}

/** Every declared number, text and switch of an answer, with a wrong type, null, and (where it has a list) a value outside it. */
function* mutantsOf(answer: Answer): Generator<Mutant> {
  const interaction = interactionOf(answer);
  const version = /^\/v(\d\.\d+)/.exec(interaction.request.target)?.[1] as `${number}.${number}`;
  const { operations, definitions } = descriptions.at(version);
  const schema = operations[interaction.operation ?? '']?.responses[answer.status]?.schema;
  if (schema === undefined) return;
  for (const { path, facts, nullable } of scalars(answer.body, [schema], definitions.response)) {
    const where = `${answer.engine} ${answer.request} ${path.join('.')}`;
    const make = (kind: Mutant['kind'], value: unknown): Mutant => ({
      kind,
      where,
      answer: { ...answer, body: withAt(answer.body, path, value) },
    });
    yield make('type', facts.type === 'string' ? 77 : { not: 'this' });
    if (!nullable) yield make('null', null);
    if (facts.enum !== undefined) yield make('enum', facts.type === 'string' ? 'carpet' : 4711);
  }
}

interface Scalar {
  readonly path: readonly (string | number)[];
  readonly facts: SchemaFacts;
  readonly nullable: boolean;
}

function* scalars(
  value: unknown,
  schemas: readonly SchemaFacts[],
  definitions: Definitions,
  path: readonly (string | number)[] = [],
): Generator<Scalar> {
  const parts = schemas
    .map((one) => resolveSchema(one, definitions))
    .flatMap((one) => [one, ...(one.allOf ?? []).map((part) => resolveSchema(part, definitions))]);
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries())
      yield* scalars(
        item,
        parts.flatMap((part) => part.items ?? []),
        definitions,
        [...path, i],
      );
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, item] of Object.entries(value)) {
      const inner = parts.flatMap(
        (part) => part.properties?.[name] ?? (typeof part.additionalProperties === 'object' ? part.additionalProperties : []),
      );
      yield* scalars(item, inner, definitions, [...path, name]);
    }
  } else {
    const facts = parts.find((part) => ['string', 'integer', 'number', 'boolean'].includes(String(part.type)));
    if (facts !== undefined) yield { path, facts, nullable: [...schemas, ...parts].some((one) => one.nullable === true) };
  }
}

function withAt(value: unknown, [key, ...rest]: readonly (string | number)[], replacement: unknown): unknown {
  if (key === undefined) return replacement;
  const inner = withAt((value as Record<string, unknown>)[key], rest, replacement);
  return Array.isArray(value) ? value.with(key as number, inner) : { ...(value as object), [key]: inner };
}

it.each(['type', 'null', 'enum'] as const)('finds every declared value that was changed: %s', async (kind) => {
  const mutants = answers.flatMap((answer) => [...mutantsOf(answer)]).filter((one) => one.kind === kind);
  const found = await ofEngine(mutants.map((one, id) => interactionOf(one.answer, id)));
  const killed = new Set(found.map((one) => one.interaction));
  expect(mutants.filter((_, id) => !killed.has(id)).map((one) => one.where)).toEqual([]);
  expect(mutants.length).toBeGreaterThan(kind === 'enum' ? 30 : 500);
});
