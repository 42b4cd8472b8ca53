/** `tapedeck api show`: one operation of the API, to be read. */
import type { OperationSheet } from '../docker/operation-sheet.ts';
import type { Definitions, ParameterFacts, ResponseFacts, SchemaFacts } from '../docker/schema-types.ts';
import type { Colours } from './colours.ts';
import { propertyLines, typeWords } from './schema-lines.ts';

export function operationText(sheet: OperationSheet, colours: Colours): string {
  const { id, api, derived, facts, definitions, errata } = sheet;
  const section = (title: string, lines: readonly string[]) => (lines.length === 0 ? [] : ['', colours.bold(title), ...lines]);
  const both = new Map(Object.entries(definitions.request).filter(([name, one]) => same(one, definitions.response[name])));
  const lines = [
    `${colours.bold(id)}  ${facts.method} ${facts.path}`,
    `API ${api}${derived ? colours.yellow(' (derived from 1.25 and prose)') : ''}, ${lifetime(sheet)}`,
    ...mediaTypes(facts.consumes, facts.produces),
    ...section('Query', parameterLines(facts.query)),
    ...section('Headers', parameterLines(facts.header)),
    ...section('Body', facts.body === undefined ? [] : bodyLines(facts.body)),
    ...section(
      'Answers',
      Object.entries(facts.responses).flatMap(([status, one]) => answerLines(status, one)),
    ),
    ...section('Schemas', definitionLines(Object.fromEntries(both))),
    ...section(both.size === 0 ? 'Schemas' : 'Schemas, as clients send them', definitionLines(without(definitions.request, both))),
    ...section(
      Object.keys(definitions.request).length === 0 ? 'Schemas' : 'Schemas, as engines answer them',
      definitionLines(without(definitions.response, both)),
    ),
    ...section(
      'Corrections of the description',
      errata.flatMap(({ place, versions, says, evidence }) => [
        `  ${place}  ${colours.dim(versions)}`,
        `    it says: ${says}`,
        `    but: ${evidence}`,
      ]),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function lifetime({ since, until }: OperationSheet): string {
  const from = since === '1.18' ? 'in every version since 1.18 or before' : `since ${since}`;
  return until === null ? from : `${from}, until ${until}`;
}

function mediaTypes(consumes: readonly string[] | undefined, produces: readonly string[] | undefined): string[] {
  return [
    ...(consumes === undefined ? [] : [`takes ${consumes.join(', ')}`]),
    ...(produces === undefined ? [] : [`gives ${produces.join(', ')}`]),
  ];
}

function parameterLines(parameters: Readonly<Record<string, ParameterFacts>> = {}): string[] {
  const names = Object.keys(parameters);
  const width = names.reduce((widest, name) => Math.max(widest, name.length), 0);
  return names.map((name) => {
    const { required, filterKeys, collectionFormat, ...schema } = parameters[name] as ParameterFacts;
    const more = [
      ...(required === true ? ['required'] : []),
      ...(collectionFormat === 'multi' ? ['may be repeated'] : []),
      ...(filterKeys === undefined ? [] : [`keys ${filterKeys.join(' ')}`]),
    ];
    return `  ${[`${name.padEnd(width)}  ${typeWords(schema)}`, ...more].join(', ')}`;
  });
}

function bodyLines({ schema, required }: { readonly schema: SchemaFacts; readonly required?: true }): string[] {
  return [`  ${typeWords(schema)}${required === true ? ', required' : ''}`, ...propertyLines(schema, '    ')];
}

function answerLines(status: string, { schema, headers = {} }: ResponseFacts): string[] {
  return [
    `  ${status}  ${schema === undefined ? '-' : typeWords(schema)}`,
    ...Object.entries(headers).map(([name, header]) => `    ${name}: ${typeWords(header)}`),
    ...(schema === undefined ? [] : propertyLines(schema, '    ')),
  ];
}

function definitionLines(definitions: Definitions): string[] {
  return Object.keys(definitions)
    .sort()
    .flatMap((name) => {
      const schema = definitions[name] as SchemaFacts;
      return [`  ${name}: ${typeWords(schema)}`, ...propertyLines(schema, '    ')];
    });
}

function without(definitions: Definitions, names: ReadonlyMap<string, unknown>): Definitions {
  return Object.fromEntries(Object.entries(definitions).filter(([name]) => !names.has(name)));
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
