/**
 * What a request is about in the words of who wrote the compose file: `compose service web`. The name stands in labels of
 * the body, in a filter, or in the recorded request that made the object.
 */
import { isJsonObject, type Json } from '../cassette/json.ts';
import { answerJson, bodyJson } from '../meaning/answer.ts';
import type { RequestMeaning } from '../meaning/mismatches.ts';
import { queryDocument } from '../meaning/query.ts';
import type { Deck } from './deck.ts';

const LABELS = [
  ['com.docker.compose.service', 'compose service'],
  ['com.docker.compose.network', 'compose network'],
  ['com.docker.compose.volume', 'compose volume'],
] as const;

/** Of a live request; null where nothing says. */
export function composeName(live: RequestMeaning, decks: readonly Deck[]): string | null {
  return (
    nameInRequest(live) ??
    firstName(decks, (deck) => {
      const { id } = live.head.parameters;
      return id === undefined ? null : nameOfObject(deck.bindings?.inward.string(id, 'id') ?? id, deck);
    })
  );
}

/** Of a recorded request. */
export function recordedName(recorded: RequestMeaning, deck: Deck): string | null {
  const { id } = recorded.head.parameters;
  return nameInRequest(recorded) ?? (id === undefined ? null : nameOfObject(id, deck));
}

function firstName(decks: readonly Deck[], nameIn: (deck: Deck) => string | null): string | null {
  for (const deck of decks) {
    const found = nameIn(deck);
    if (found !== null) return found;
  }
  return null;
}

function nameInRequest({ head, body }: RequestMeaning): string | null {
  const asked = nameIn(body?.kind === 'json' && isJsonObject(body.data) ? body.data.Labels : undefined);
  if (asked !== null) return asked;
  const filters = queryDocument(head.query.get('filters')) ?? {};
  return nameIn(queryDocument(head.query.get('labels')) ?? (isJsonObject(filters) ? filters.label : undefined));
}

/** Of a recorded object, by the request that created it. */
function nameOfObject(id: string, { interactions, cassette }: Deck): string | null {
  for (const { operation, request, outcome } of interactions) {
    if (operation !== 'ContainerCreate') continue;
    const answer = answerJson(outcome, cassette.files);
    const created = isJsonObject(answer) && typeof answer.Id === 'string' ? answer.Id : '';
    const name = new URLSearchParams(request.target.split('?')[1]).get('name');
    if (name !== id && !(id.length >= 12 && created.startsWith(id))) continue;
    const body = bodyJson(request.body, cassette.files);
    return nameIn(isJsonObject(body) ? body.Labels : undefined);
  }
  return null;
}

/** Labels are a map, or a list of `KEY=value`. */
function nameIn(labels: Json | undefined): string | null {
  for (const [label, title] of LABELS) {
    const value = Array.isArray(labels)
      ? labels.find((item) => typeof item === 'string' && item.startsWith(`${label}=`))?.slice(label.length + 1)
      : isJsonObject(labels)
        ? labels[label]
        : undefined;
    if (typeof value === 'string' && value !== '') return `${title} ${value}`;
  }
  return null;
}
