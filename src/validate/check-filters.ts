/**
 * The JSON inside the query parameter `filters`: `{"label":["a=b"]}`, or `{"label":{"a=b":true}}` as engines since 1.10
 * and their clients write it. Go reads null as "nothing" wherever it stands.
 */
import type { ParameterFacts } from '../docker/schema-types.ts';
import type { Findings } from './findings.ts';
import { listed } from './listed.ts';

const POINTER = '/request/target';

/** @param schemaPointer JSON pointer to `facts` in the description */
export function checkFilters(text: string, facts: Pick<ParameterFacts, 'filterKeys'>, schemaPointer: string, findings: Findings): void {
  const filters = readFilters(text);
  if (filters === undefined) {
    const what = "The query's filters are no JSON object of lists (or of maps to true and false).";
    findings.add('query-filters', POINTER, what, schemaPointer);
    return;
  }
  const { filterKeys } = facts;
  if (filterKeys === undefined) return;
  const unknown = Object.keys(filters).filter((key) => !filterKeys.includes(key));
  if (unknown.length === 0) return;
  const what = `The query's filters name what the operation does not filter by: ${listed(unknown)}.`;
  findings.add('query-filter-unknown', POINTER, what, `${schemaPointer}/filterKeys`);
}

/** The filters by key; undefined where the text is none. */
function readFilters(text: string): Readonly<Record<string, unknown>> | undefined {
  let filters: unknown;
  try {
    filters = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (filters === null) return {};
  if (typeof filters !== 'object' || Array.isArray(filters)) return undefined;
  return Object.values(filters).every(isFilter) ? (filters as Readonly<Record<string, unknown>>) : undefined;
}

function isFilter(values: unknown): boolean {
  if (values === null) return true;
  if (Array.isArray(values)) return values.every((value) => value === null || typeof value === 'string');
  return typeof values === 'object' && Object.values(values as object).every((value) => value === null || typeof value === 'boolean');
}
