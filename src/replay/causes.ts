/**
 * Why two answers to one question differ: the last change, recorded between them, of an object the question is about.
 * Changes of other objects are none of its business: clients that share no object do not influence each other.
 */
import { isJsonObject, type Json } from '../cassette/json.ts';
import type { BodyFiles, Interaction } from '../cassette/types.ts';
import { findOperation } from '../docker/operations.ts';
import type { ObjectName } from '../meaning/aliases.ts';
import { answerJson } from '../meaning/answer.ts';
import { textOf } from '../meaning/json.ts';
import type { Objects } from '../meaning/objects.ts';

/** Null where no change lies between: the engine moved by itself. */
export function findCause(before: Interaction, after: Interaction, objects: Objects, files: BodyFiles): Interaction | null {
  const between = objects.changesBetween(before.order.request, after.order.request);
  if (between.length === 0) return null;
  const own = objects.about(after);
  if (own.length > 0) return last(between.filter((change) => objects.reach(change).some((object) => own.includes(object))));
  const kind = findOperation(after.request.method, after.request.target)?.operation.object?.kind;
  // The engine as a whole (info, df) shows every change.
  if (kind === undefined || kind === 'system') return last(between);
  const shown = shownDifference(before, after, objects, files);
  if (shown.size > 0) return last(between.filter((change) => objects.reach(change).some((object) => shown.has(object))));
  return last(between.filter((change) => change.operation.object?.kind === kind));
}

function last(changes: readonly { readonly interaction: Interaction }[]): Interaction | null {
  return changes.at(-1)?.interaction ?? null;
}

/** The objects in those elements of two lists that only one of them has. */
function shownDifference(before: Interaction, after: Interaction, objects: Objects, files: BodyFiles): Set<ObjectName> {
  const [a, b] = [elementsOf(answerJson(before.outcome, files)), elementsOf(answerJson(after.outcome, files))];
  const differing = [...a].filter(([text]) => !b.has(text)).concat([...b].filter(([text]) => !a.has(text)));
  return objects.mentionedIn(
    differing.map(([, element]) => element),
    after.order.request,
  );
}

function elementsOf(json: Json | undefined): Map<string, Json> {
  const elements = Array.isArray(json) ? json : isJsonObject(json) ? Object.values(json).flat() : [];
  return new Map(elements.map((element: Json) => [textOf(element), element]));
}
