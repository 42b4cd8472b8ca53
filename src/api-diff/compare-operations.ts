/** One operation at two versions: whether it is there, its parameters, bodies, statuses and media types. */
import type { ChangeKind, ChangePart } from '../docker/api-change.ts';
import type { ApiDescription, Direction, OperationFacts, ParameterFacts, SchemaFacts } from '../docker/schema-types.ts';
import { compareSchemas, outline, valueFacts } from './compare-schemas.ts';
import { escapeSegment } from './schema-view.ts';

/** A difference with its place in the conversation, not yet graded. */
export interface Difference {
  readonly kind: ChangeKind;
  readonly direction: Direction;
  readonly part: ChangePart;
  readonly status: string | null;
  readonly path: string;
  readonly pointer: string;
  readonly before: unknown;
  readonly after: unknown;
}

export interface TwoVersions {
  readonly before: ApiDescription;
  readonly after: ApiDescription;
}

export function compareOperation(id: string, versions: TwoVersions): Difference[] {
  const [was, is] = [versions.before.operations[id], versions.after.operations[id]];
  const pointer = `/operations/${id}`;
  if (was !== undefined && is !== undefined) {
    return [
      ...compareParameters('query', was.query, is.query, pointer, versions),
      ...compareParameters('header', was.header, is.header, pointer, versions),
      ...compareRequestBodies(was, is, pointer, versions),
      ...compareStatuses(was, is, pointer),
      ...compareMediaTypes(was, is, pointer),
      ...compareAnswers(was, is, pointer, versions),
    ];
  }
  const whole = { direction: 'request', part: 'operation', status: null, path: '', pointer } as const;
  const name = (facts: OperationFacts | undefined) => (facts === undefined ? null : `${facts.method} ${facts.path}`);
  return [{ ...whole, kind: is === undefined ? 'removed' : 'added', before: name(was), after: name(is) }];
}

type Parameters = Readonly<Record<string, ParameterFacts>>;

function compareParameters(
  part: 'query' | 'header',
  before: Parameters = {},
  after: Parameters = {},
  operation: string,
  { before: oldApi, after: newApi }: TwoVersions,
): Difference[] {
  const sides = { before: oldApi.definitions.request, after: newApi.definitions.request, direction: 'request' } as const;
  const found: Difference[] = [];
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    // Every request with a body has one, described or not.
    if (part === 'header' && name.toLowerCase() === 'content-type') continue;
    const [was, is] = [before[name], after[name]];
    const pointer = `${operation}/${part}/${escapeSegment(name)}`;
    const path = `/${escapeSegment(name)}`;
    const here = { direction: 'request', part, status: null, path, pointer } as const;
    const shape = (facts: ParameterFacts) => outline({ facts: valueFacts(facts), pointer }, {});
    if (was === undefined && is !== undefined) {
      found.push({ ...here, kind: is.required ? 'added-required' : 'added', before: null, after: shape(is) });
    } else if (was !== undefined && is === undefined) {
      found.push({ ...here, kind: 'removed', before: shape(was), after: null });
    } else if (was !== undefined && is !== undefined) {
      if (was.required !== is.required) {
        found.push({ ...here, kind: is.required ? 'required' : 'optional', before: was.required ?? false, after: is.required ?? false });
      }
      for (const one of compareSchemas({ facts: sendable(was), pointer }, { facts: sendable(is), pointer }, sides)) {
        found.push({ ...here, ...one, path: path + one.path });
      }
    }
  }
  return found;
}

/** What one value of a parameter is: a repeated one is a text that may come more than once, and engines take any text as a switch. */
function sendable(facts: ParameterFacts): SchemaFacts {
  if (facts.type === 'array') return facts.items ?? {};
  return facts.type === 'boolean' ? { type: 'string' } : valueFacts(facts);
}

function compareRequestBodies(was: OperationFacts, is: OperationFacts, operation: string, { before, after }: TwoVersions): Difference[] {
  const here = { direction: 'request', part: 'body', status: null } as const;
  const pointer = `${operation}/body`;
  if (was.body === undefined || is.body === undefined) {
    if (was.body === is.body) return [];
    const kind = is.body === undefined ? 'removed' : is.body.required ? 'added-required' : 'added';
    const shape = (facts: OperationFacts, api: ApiDescription) =>
      facts.body === undefined ? null : outline({ facts: facts.body.schema, pointer }, api.definitions.request);
    return [{ ...here, kind, path: '', pointer, before: shape(was, before), after: shape(is, after) }];
  }
  const found: Difference[] = [];
  if (was.body.required !== is.body.required) {
    const kind = is.body.required ? 'required' : 'optional';
    found.push({ ...here, kind, path: '', pointer, before: was.body.required ?? false, after: is.body.required ?? false });
  }
  const schemas = compareSchemas(
    { facts: was.body.schema, pointer: `${pointer}/schema` },
    { facts: is.body.schema, pointer: `${pointer}/schema` },
    { before: before.definitions.request, after: after.definitions.request, direction: 'request' },
  );
  return [...found, ...schemas.map((one) => ({ ...here, ...one }))];
}

/**
 * Successes only. Engines answer errors nobody wrote down, at every version, and in one shape: a line more or less about
 * them is about the text.
 */
function compareStatuses(was: OperationFacts, is: OperationFacts, operation: string): Difference[] {
  const found: Difference[] = [];
  for (const status of new Set([...successes(was), ...successes(is)])) {
    const [before, after] = [was.responses[status] !== undefined, is.responses[status] !== undefined];
    if (before === after) continue;
    const pointer = `${operation}/responses/${status}`;
    const here = { direction: 'response', part: 'status', status, path: '', pointer } as const;
    found.push({ ...here, kind: after ? 'added' : 'removed', before: successes(was), after: successes(is) });
  }
  return found;
}

function successes({ responses }: OperationFacts): string[] {
  return Object.keys(responses).filter((status) => Number(status) < 400);
}

/** Types of a description that does not say otherwise. */
const DEFAULT_PRODUCES = ['application/json', 'text/plain'];

/** Of answers that have a body at all. Which type a request has is decided by the client, and engines hardly look. */
function compareMediaTypes(was: OperationFacts, is: OperationFacts, operation: string): Difference[] {
  const hasBody = (facts: OperationFacts) =>
    successes(facts).some((status) => status === '101' || facts.responses[status]?.schema !== undefined);
  if (!hasBody(was) && !hasBody(is)) return [];
  const [before, after] = [was.produces ?? DEFAULT_PRODUCES, is.produces ?? DEFAULT_PRODUCES];
  const here = { direction: 'response', part: 'media-type', status: null, pointer: `${operation}/produces`, before, after } as const;
  const removed = before
    .filter((type) => !after.includes(type))
    .map((type) => ({ ...here, kind: 'removed' as const, path: `/${escapeSegment(type)}` }));
  const added = after
    .filter((type) => !before.includes(type))
    .map((type) => ({ ...here, kind: 'added' as const, path: `/${escapeSegment(type)}` }));
  return [...removed, ...added];
}

function compareAnswers(was: OperationFacts, is: OperationFacts, operation: string, { before, after }: TwoVersions): Difference[] {
  const sides = { before: before.definitions.response, after: after.definitions.response, direction: 'response' } as const;
  return successes(is).flatMap((status) => {
    const [old, now] = [was.responses[status]?.schema, is.responses[status]?.schema];
    if (old === undefined || now === undefined) return [];
    const pointer = `${operation}/responses/${status}/schema`;
    return compareSchemas({ facts: old, pointer }, { facts: now, pointer }, sides).map((one) => ({
      ...one,
      direction: 'response' as const,
      part: 'body' as const,
      status,
    }));
  });
}
