/** Which changes concern what recordings use. What is new concerns none of them, save where it must be given. */
import type { ApiChange } from '../docker/api-change.ts';
import type { OperationUsage, Usage } from './usage.ts';

export function isUsed(change: ApiChange, usage: Usage): boolean {
  // What holds for all operations concerns everybody.
  if (change.operation === null) return true;
  const used = usage.of(change.operation);
  if (used === undefined) return false;
  switch (change.part) {
    case 'operation':
      return change.kind !== 'added';
    case 'query':
    case 'header':
      return isSent(change, used, [change.part, ...nameSegments(change)]);
    case 'status':
      return change.kind === 'added' ? true : used.answers.has(change.status ?? '');
    case 'media-type':
      return change.kind === 'added' ? true : used.mediaTypes.has(segments(change.path).join('/'));
    case 'body':
      if (change.direction === 'request') return isSent(change, used, ['body', ...segments(change.path)]);
      return isAnswered(change, used);
    default:
      return change.part satisfies never;
  }
}

function isSent(change: ApiChange, { requests, bodies }: OperationUsage, path: readonly string[]): boolean {
  switch (change.kind) {
    case 'added':
      return false;
    case 'added-required':
    case 'required':
      // Concerns requests that have what it stands in, and not itself.
      return requests.has(path.slice(0, -1)) && !requests.says(path);
    case 'values-removed':
      return hasValueOutside(change, requests, path);
    case 'values-added':
      return requests.says(path);
    case 'behaviour':
      return change.path === '' ? true : requests.says(path) || (change.part === 'body' && bodies.says(path.slice(1)));
    default:
      return requests.says(path);
  }
}

function hasValueOutside({ before, after }: ApiChange, requests: OperationUsage['requests'], path: readonly string[]): boolean {
  const allowed = (after as readonly unknown[] | null) ?? [];
  if (before === null) return requests.hasOther(path, allowed);
  const gone = (before as readonly unknown[]).filter((value) => !allowed.includes(value));
  return requests.hasOneOf(path, gone);
}

function isAnswered(change: ApiChange, { answers }: OperationUsage): boolean {
  if (change.kind === 'added' || change.kind === 'added-required') return false;
  const path = segments(change.path);
  const got = change.status === null ? [...answers.values()] : [answers.get(change.status)].filter((one) => one !== undefined);
  return got.some((answer) => answer.has(path));
}

function segments(path: string): string[] {
  return path
    .split('/')
    .slice(1)
    .map((one) => one.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Names of headers have no case. */
function nameSegments({ part, path }: ApiChange): string[] {
  return part === 'header' ? segments(path.toLowerCase()) : segments(path);
}
