/**
 * Reads the prose that describes the Engine API before 1.25 (Markdown, one file a version).
 *
 * Its headings and lists are regular, so they can be read by rule: which operations there are, and the names of their
 * query parameters, request headers and statuses. Types and bodies are told in sentences and examples; those are not read.
 *
 *   #### Stop a container                  a section
 *   `POST /containers/(id or name)/stop`   its operation
 *   **Query parameters**:                  what the next list is about
 *   -   **t** – number of seconds …        one of it
 */
import { TapedeckError } from '../../errors.ts';
import { OPERATIONS } from '../operation-table.ts';
import type { Operation } from '../operation-types.ts';
import type { DerivedOperation } from '../schema-types.ts';

/** What the prose of one version says of an operation. */
export interface ProseOperation {
  readonly id: string;
  readonly facts: Omit<DerivedOperation, 'versions'>;
}

const COMMENT = /<!--.*?-->/gs;
const SECTION = /^#/;
const OPERATION = /^`(GET|HEAD|POST|PUT|DELETE) ([^`?]+)(?:\?[^`]*)?`$/;
const BOLD_TITLE = /^\*\*([^*]+)\*\*:?\s*$/;
const ITEM = /^- {1,4}\*\*([\w-]+)\*\*/;
const LIST_OR_INDENTED = /^(?:-|\s|$)/;
const STATUS = /^[1-5]\d\d$/;

type List = 'query' | 'header' | 'statuses';

interface Lists extends Record<List, string[]> {
  readonly operation: Operation;
}

/** Titles of the lists that are read, in lower case. */
const LISTS: Readonly<Record<string, List>> = { 'query parameters': 'query', 'request headers': 'header', 'status codes': 'statuses' };

const BY_SHAPE: ReadonlyMap<string, Operation> = new Map(OPERATIONS.map((one) => [`${one.method} ${shape(one.path)}`, one]));

/** Throws TD_API_VERSION for an operation that the table does not have, and where there is none at all. */
export function readMarkdown(text: string, file: string): ProseOperation[] {
  const found: Lists[] = [];
  let current: Lists | null = null;
  let list: List | null = null;
  for (const [i, line] of withoutComments(text).split(/\r?\n/).entries()) {
    const [, method, path] = OPERATION.exec(line) ?? [];
    if (method !== undefined && path !== undefined) {
      const operation = BY_SHAPE.get(`${method} ${shape(path)}`);
      if (operation === undefined) throw unreadable(`${file}:${i + 1}: ${method} ${path} is no operation that tapedeck knows`);
      current = { operation, query: [], header: [], statuses: [] };
      found.push(current);
      list = null;
      continue;
    }
    if (SECTION.test(line)) [current, list] = [null, null];
    const title = BOLD_TITLE.exec(line)?.[1];
    if (title !== undefined) list = LISTS[title.trim().toLowerCase()] ?? null;
    else if (!LIST_OR_INDENTED.test(line)) list = null;
    const name = ITEM.exec(line)?.[1];
    if (current === null || list === null || name === undefined) continue;
    if (list === 'statuses' && !STATUS.test(name)) throw unreadable(`${file}:${i + 1}: ${name} is no status code`);
    if (!current[list].includes(name)) current[list].push(name);
  }
  if (found.length === 0) throw unreadable(`${file} describes no operation of the Engine API`);
  return found.map(toFacts);
}

function toFacts({ operation: { id, method, path }, query, header, statuses }: Lists): ProseOperation {
  return {
    id,
    facts: { method, path, ...(query.length > 0 && { query }), ...(header.length > 0 && { header }), statuses: statuses.sort() },
  };
}

/** Comments as blank lines, so that line numbers stay. */
function withoutComments(text: string): string {
  return text.replaceAll(COMMENT, (comment) => comment.replaceAll(/[^\n]/g, ''));
}

/** A path without the names of its parameters: `/containers/(id or name)/json` and `/containers/{id}/json` are one. */
function shape(path: string): string {
  return path.replaceAll(/\([^)]*\)|\{\w+\}/g, '*');
}

function unreadable(message: string): TapedeckError {
  return new TapedeckError('TD_API_VERSION', message, { hint: 'It must be a file like docs/api/v1.24.md of the Moby project.' });
}
