/** One value of a parameter, of the query or a header, against what is described. */
import type { ParameterFacts } from '../docker/schema-types.ts';
import { isInteger64 } from './integer-range.ts';

/** What is said of one value; whether it must be there is another question. */
export type ValueFacts = Omit<ParameterFacts, 'required'>;

export interface ValueProblem {
  readonly kind: 'type' | 'enum';
  /** To be read after the parameter's name: `is "x", which is no integer`. */
  readonly message: string;
}

/** An engine takes anything as a switch; these are the spellings that say what is meant. */
const SWITCH = /^(?:1|0|t|f|true|false|yes|no|on|off|none)$/i;
const INTEGER = /^[+-]?\d+$/;
const NUMBER = /^[+-]?\d+(?:\.\d+)?$/;

/** Null where the value is fine. */
export function valueProblem(value: string, facts: ValueFacts): ValueProblem | null {
  const wrong = wrongType(value, facts.type);
  if (wrong !== null) return { kind: 'type', message: `is ${quote(value)}, which is no ${wrong}` };
  if (facts.enum !== undefined && !facts.enum.map(String).includes(value)) {
    const allowed = facts.enum.map((one) => quote(String(one))).join(', ');
    return { kind: 'enum', message: `is ${quote(value)}, not one of ${allowed}` };
  }
  if (facts.pattern !== undefined && !new RegExp(facts.pattern, 'u').test(value)) {
    return { kind: 'type', message: `is ${quote(value)}, which does not match ${facts.pattern}` };
  }
  return null;
}

/** What the value should have been; null where it is. */
function wrongType(value: string, type: ValueFacts['type']): string | null {
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
