/** A change in a sentence. */
import type { ApiChange, ChangePart } from '../docker/api-change.ts';
import type { Direction } from '../docker/schema-types.ts';

type Told = Pick<ApiChange, 'kind' | 'part' | 'direction' | 'status' | 'path' | 'before' | 'after'>;

/** A path as people write it, with `[]` for every element or key: `[].Ports[].Type`. '' is "the body". */
export function readablePlace(path: string, part: ChangePart): string {
  const segments = path
    .split('/')
    .slice(1)
    .map((one) => one.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (part !== 'body') return segments.join('/');
  const text = segments.reduce((so, one) => (one === '*' ? `${so}[]` : so === '' ? one : `${so}.${one}`), '');
  return text === '' ? 'the body' : text;
}

/** Without the operation: `HostConfig.KernelMemory is gone from the request`. */
export function describeChange(change: Told, why: string): string {
  return `${subject(change)} ${predicate(change)}: ${why}`;
}

function subject({ part, path, status }: Told): string {
  const place = readablePlace(path, part);
  switch (part) {
    case 'operation':
      return 'The operation';
    case 'query':
      return `The query parameter ${place}`;
    case 'header':
      return `The header ${place}`;
    case 'status':
      return `The status ${status}`;
    case 'media-type':
      return `The type ${place}`;
    case 'body':
      return place === 'the body' ? 'The body' : place;
    default:
      return part satisfies never;
  }
}

function predicate({ kind, part, direction, before, after }: Told): string {
  const whole = part === 'operation' ? '' : ` ${WHERE[direction][0]}`;
  const off = part === 'operation' ? '' : ` ${WHERE[direction][1]}`;
  switch (kind) {
    case 'added':
      return `is new${whole}`;
    case 'added-required':
      return direction === 'request' ? `is new${whole} and must be given` : `is new${whole}`;
    case 'removed':
      return `is gone${off}`;
    case 'required':
      return direction === 'request' ? 'must be given now' : `is always there${whole} now`;
    case 'optional':
      return direction === 'request' ? 'may be left out now' : `may be missing${off}`;
    case 'type-changed':
    case 'type-narrowed':
    case 'type-widened':
      return `is ${typeNames(after)}${whole}, not ${typeNames(before)}`;
    case 'format-changed':
      return after === null ? `is no longer always ${formatName(before)}${whole}` : `is always ${formatName(after)}${whole} now`;
    case 'values-added':
      return after === null ? `may have any value${whole} now` : `may be ${valueNames(difference(after, before))}${whole} now`;
    case 'values-removed':
      return before === null
        ? `is one of ${valueNames(after)}${whole} now`
        : `is never ${valueNames(difference(before, after))}${whole} any more`;
    case 'nullable':
      return `may be null${whole} now`;
    case 'never-null':
      return `is never null${whole} now`;
    case 'behaviour':
      return 'changes';
    default:
      return kind satisfies never;
  }
}

const WHERE: Readonly<Record<Direction, readonly [inside: string, off: string]>> = {
  request: ['in the request', 'from the request'],
  response: ['in the answer', 'from the answer'],
};

function formatName(format: unknown): string {
  return format === 'date-time' ? 'a time (RFC 3339)' : 'an IP address';
}

function typeNames(type: unknown): string {
  const names = (Array.isArray(type) ? type : [type]).map((one) => `${/^[aeio]/.test(String(one)) ? 'an' : 'a'} ${String(one)}`);
  return names.join(' or ');
}

const valueNames = (values: unknown): string => (values as readonly unknown[]).map((one) => JSON.stringify(one)).join(', ');

function difference(these: unknown, those: unknown): readonly unknown[] {
  const without = Array.isArray(those) ? those : [];
  return (these as readonly unknown[]).filter((one) => one !== '' && !without.includes(one));
}
