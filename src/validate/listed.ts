/** Names in a sentence: all where they are few, the first ones where they are many. */

const SHOWN = 8;

/** `a, b, c and 12 more`. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN).map((name) => (name.length > 60 ? `${name.slice(0, 60)}…` : name));
  return names.length > SHOWN ? `${shown.join(', ')} and ${names.length - SHOWN} more` : shown.join(', ');
}
