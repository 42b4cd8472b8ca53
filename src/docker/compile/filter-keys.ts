/**
 * The keys of a `filters` parameter. A description types it as a string and names its keys only in the bullets of its
 * prose, one key each: "- `status=`(`created`|`exited`)", "- `label=<key>` or …", "- `all` (`all=true`) …".
 */

/** A bullet with the lines that go on with it. */
const BULLET = /^[ \t]*- (`.*(?:\n(?![ \t]*-[ \t]|[ \t]*\n).*)*)/gm;
const KEY = /^`([a-z][\w.-]*)/;
/** `label!=` keeps out what has the label; its key is `label!`. */
const NEGATED = /`([a-z][\w.-]*!)=/g;

/** @returns the keys in alphabetical order; none where the prose names none */
export function filterKeys(description: string): string[] {
  const keys = new Set<string>();
  for (const [, text = ''] of description.matchAll(BULLET)) {
    const key = KEY.exec(text)?.[1];
    if (key === undefined) continue;
    keys.add(key);
    for (const [, negated = ''] of text.matchAll(NEGATED)) keys.add(negated);
  }
  return [...keys].sort();
}
