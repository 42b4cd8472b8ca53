/**
 * The query of a request: names, types, enums, patterns.
 *
 * Engines read a name that is repeated once (the first counts) or, where it is a list, each time; either way each value
 * that was sent is held against what is described.
 */
import type { OperationFacts } from '../docker/schema-types.ts';
import { checkFilters } from './check-filters.ts';
import type { Findings } from './findings.ts';
import { listed } from './listed.ts';
import { type ValueFacts, valueProblem } from './parameter-value.ts';
import { appendPointer } from './pointer.ts';

const POINTER = '/request/target';

/** @param query as sent, without `?` */
export function checkQuery(query: string, facts: OperationFacts, schemaPointer: string, findings: Findings): void {
  const declared = facts.query ?? {};
  const sent = new URLSearchParams(query);
  const unknown = new Set<string>();
  for (const [name, value] of sent) {
    const parameter = Object.hasOwn(declared, name) ? declared[name] : undefined;
    if (parameter === undefined) unknown.add(name);
    else checkParameter(name, value, parameter, appendPointer(`${schemaPointer}/query`, name), findings);
  }
  if (unknown.size > 0) {
    const what = `The query names what the operation does not know: ${listed([...unknown])}.`;
    // An operation that takes no query has no place for one.
    findings.add('query-unknown', POINTER, what, Object.keys(declared).length > 0 ? `${schemaPointer}/query` : schemaPointer);
  }
  for (const [name, parameter] of Object.entries(declared)) {
    if (parameter.required && (sent.get(name) ?? '') === '') {
      const place = appendPointer(`${schemaPointer}/query`, name);
      findings.add('query-missing', POINTER, `The query lacks ${name}, which is required.`, place);
    }
  }
}

function checkParameter(name: string, value: string, facts: ValueFacts, schemaPointer: string, findings: Findings): void {
  // Clients send "" for what they leave alone.
  if (value === '') return;
  if (facts.type === 'array') {
    // Of a list without that format we cannot tell how its values are told apart.
    const { items } = facts;
    if (facts.collectionFormat === 'multi' && items !== undefined) checkParameter(name, value, items, `${schemaPointer}/items`, findings);
    return;
  }
  const problem = valueProblem(value, facts);
  if (problem !== null) findings.add(`query-${problem.kind}`, POINTER, `The query's ${name} ${problem.message}.`, schemaPointer);
  else if (name === 'filters') checkFilters(value, facts, schemaPointer, findings);
}
