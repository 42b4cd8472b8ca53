/** A live request in the words of the recording: bound values put back. */
import type { Bindings } from './bindings.ts';
import type { BodyMeaning } from './body.ts';
import { sharedDifferences } from './differences.ts';
import { textOf } from './json.ts';
import type { RequestMeaning } from './mismatches.ts';
import type { HeadMeaning } from './request.ts';
import type { Substitution } from './substitution.ts';

/** The head as it was recorded; null where it names what stands for something else now. */
export function headAsRecorded(head: HeadMeaning, bindings: Bindings): HeadMeaning | null {
  const translated = translateHead(head, bindings.inward);
  for (const [name, value] of Object.entries(translated.parameters)) {
    if (value === head.parameters[name] && bindings.isTaken(value)) return null;
  }
  const name = head.query.get('name');
  return name !== undefined && translated.query.get('name') === name && bindings.isTaken(name) ? null : translated;
}

/**
 * The request as it would read if all had been bound that may be, for explanations: what may vary tells nobody why it was
 * a miss.
 */
export function requestAsRecorded(live: RequestMeaning, recorded: RequestMeaning, bindings: Bindings): RequestMeaning {
  const operation = recorded.head.operation?.id ?? '';
  const inward = bindings.inwardWith(sharedDifferences(live, recorded), operation);
  return { head: translateHead(live.head, inward), body: live.body && translateBody(live.body, inward) };
}

function translateBody(body: BodyMeaning, inward: Substitution): BodyMeaning {
  if (body.kind === 'json') return { kind: 'json', data: inward.json(body.data) };
  if (body.kind !== 'tar') return body;
  const entries = body.entries.map((entry) => ({ ...entry, path: inward.words(entry.path), link: inward.words(entry.link) }));
  return { kind: 'tar', entries };
}

function translateHead(head: HeadMeaning, inward: Substitution): HeadMeaning {
  if (inward.isEmpty) return head;
  const parameters = Object.fromEntries(Object.entries(head.parameters).map(([name, value]) => [name, inward.string(value, name)]));
  const query = new Map([...head.query].map(([name, value]) => [name, queryInWords(value, name, inward)]));
  return { ...head, parameters, query };
}

/**
 * A canonical value of a query (query.ts). A document is one whose words are replaced; its order may then be another one
 * than the recorded, and it must be compared.
 */
export function queryInWords(value: string, name: string, inward: Substitution): string {
  if (!/^[[{]/.test(value)) return inward.string(value, name);
  try {
    return textOf(inward.json(JSON.parse(value), name));
  } catch {
    return value;
  }
}
