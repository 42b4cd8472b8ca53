/** The query of a request: names, types, enums, and the JSON inside `filters`. */
import type { OperationFacts, ParameterFacts } from '../docker/schema-types.ts';
import type { Findings } from './findings.ts';

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
    else checkParameter(name, value, parameter, `${schemaPointer}/query/${name}`, findings);
  }
  if (unknown.size > 0) {
    const names = [...unknown];
    const some = names.length > 8 ? `${names.slice(0, 8).join(', ')} and ${names.length - 8} more` : names.join(', ');
    findings.add('query-unknown', POINTER, `The query names what the operation does not know: ${some}.`, `${schemaPointer}/query`);
  }
  for (const [name, parameter] of Object.entries(declared)) {
    if (parameter.required && (sent.get(name) ?? '') === '') {
      findings.add('query-missing', POINTER, `The query lacks ${name}, which is required.`, `${schemaPointer}/query/${name}`);
    }
  }
}

function checkParameter(name: string, value: string, facts: ParameterFacts, schemaPointer: string, findings: Findings): void {
  // Clients send "" for what they leave alone.
  if (value === '') return;
  const wrong = wrongType(value, facts.type);
  if (wrong !== null) findings.add('query-type', POINTER, `The query's ${name} is ${quote(value)}, which is no ${wrong}.`, schemaPointer);
  else if (facts.enum !== undefined && !facts.enum.map(String).includes(value)) {
    const allowed = facts.enum.map((one) => quote(String(one))).join(', ');
    findings.add('query-enum', POINTER, `The query's ${name} is ${quote(value)}, not one of ${allowed}.`, schemaPointer);
  } else if (facts.pattern !== undefined && !new RegExp(facts.pattern, 'u').test(value)) {
    findings.add('query-type', POINTER, `The query's ${name} is ${quote(value)}, which does not match ${facts.pattern}.`, schemaPointer);
  } else if (name === 'filters' && !isFilters(value)) {
    findings.add(
      'query-filters',
      POINTER,
      'The query’s filters are no JSON object of lists (or of maps to true and false).',
      schemaPointer,
    );
  }
}

/** What the value should have been; null where it is. */
function wrongType(value: string, type: ParameterFacts['type']): string | null {
  switch (type) {
    case 'integer':
      return INTEGER.test(value) ? null : 'integer';
    case 'number':
      return NUMBER.test(value) ? null : 'number';
    case 'boolean':
      return SWITCH.test(value) ? null : 'boolean';
    default:
      return null;
  }
}

/** `{"label":["a=b"]}`, or `{"label":{"a=b":true}}` as engines since 1.10 and their clients write it. */
function isFilters(text: string): boolean {
  let filters: unknown;
  try {
    filters = JSON.parse(text);
  } catch {
    return false;
  }
  if (typeof filters !== 'object' || filters === null || Array.isArray(filters)) return filters === null;
  return Object.values(filters).every((values: unknown) => {
    if (Array.isArray(values)) return values.every((value) => typeof value === 'string');
    return typeof values === 'object' && values !== null && Object.values(values).every((value) => typeof value === 'boolean');
  });
}

function quote(value: string): string {
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
}
