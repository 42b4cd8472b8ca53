/** The difference of two API versions for programs (schemas/api-diff-v1.json). */
import { type ApiDiff, GRADES, type Grade } from '../docker/api-change.ts';

/** One JSON document with a final newline: changes of that grade and the graver ones, and a summary that counts all. */
export function apiDiffJson({ from, to, changes, minimum, used }: ApiDiff, { grade }: { readonly grade: Grade }): string {
  const shown = GRADES.slice(0, GRADES.indexOf(grade) + 1);
  const summary = Object.fromEntries(GRADES.map((one) => [one, changes.filter((change) => change.grade === one).length]));
  const document = { from, to, changes: changes.filter((change) => shown.includes(change.grade)), summary, minimum, used };
  return `${JSON.stringify(document, null, 2)}\n`;
}
