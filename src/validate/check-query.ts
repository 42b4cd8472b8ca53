/**
 * The query of a request: names, types, enums, patterns.
 *
 * Engines read a name that is repeated once (the first counts) or, where it is a list, each time; either way each value
 * that was sent is held against what is described.
 */
import type { OperationFacts, ParameterFacts } from '../docker/schema-types.ts';
import { checkFilters } from './check-filters.ts';
import type { Findings } from './findings.ts';
import { isInteger64 } from './integer-range.ts';
import { listed } from './listed.ts';
import { appendPointer } from './pointer.ts';

/** What is said of one value; whether it must be there is another question. */
type ValueFacts = Omit<ParameterFacts, 'required'>;

const POINTER = '/request/target';

/** An engine takes anything as a switch; these are the spellings that say what is meant. */
const SWITCH = /^(?:1|0|t|f|true|false|yes|no|on|off|none)$/i;
const INTEGER = /^[+-]?\d+$/;
const NUMBER = /^[+-]?\d+(?:\.\d+)?$/;

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
    findings.add('query-unknown', POINTER, what, `${schemaPointer}/query`);
  }
  for (const [name, parameter] of Object.entries(declared)) {
    if (parameter.required && (sent.get(name) ?? '') === '') {
      findings.add('query-missing', POINTER, `The query lacks ${name}, which is required.`, appendPointer(`${schemaPointer}/query`, name));
    }
  }
}

function checkParameter(name: string, value: string, facts: ValueFacts, schemaPointer: string, findings: Findings): void {
  // Clients send "" for what they leave alone.
  if (value === '') return;
  if (facts.type === 'array') {
    // Of a list without that format we cannot tell how its values are told apart.
    if (facts.collectionFormat === 'multi' && facts.items !== undefined)
      checkParameter(name, value, facts.items, `${schemaPointer}/items`, findings);
    return;
  }
  const wrong = wrongType(value, facts);
  if (wrong !== null) findings.add('query-type', POINTER, `The query's ${name} is ${quote(value)}, which is no ${wrong}.`, schemaPointer);
  else if (facts.enum !== undefined && !facts.enum.map(String).includes(value)) {
    const allowed = facts.enum.map((one) => quote(String(one))).join(', ');
    findings.add('query-enum', POINTER, `The query's ${name} is ${quote(value)}, not one of ${allowed}.`, schemaPointer);
  } else if (facts.pattern !== undefined && !new RegExp(facts.pattern, 'u').test(value)) {
    findings.add('query-type', POINTER, `The query's ${name} is ${quote(value)}, which does not match ${facts.pattern}.`, schemaPointer);
  } else if (name === 'filters') checkFilters(value, facts, schemaPointer, findings);
}

/** What the value should have been; null where it is. */
function wrongType(value: string, { type }: ValueFacts): string | null {
  switch (type) {
    case 'integer':
      if (!INTEGER.test(value)) return 'integer';
      return isInteger64(value) ? null : 'integer of 64 bits';
    case 'number':
      return NUMBER.test(value) ? null : 'number';
    case 'boolean':
      return SWITCH.test(value) ? null : 'boolean';
    default:
      return null;
  }
}

function quote(value: string): string {
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
}
