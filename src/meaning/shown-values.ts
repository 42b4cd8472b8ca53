/** Two values that differ, as text short enough for an explanation. */

export interface ShownValues {
  /** Null: absent. */
  readonly live: string | null;
  readonly recorded: string | null;
}

/** Characters of a value that are shown. */
const SHOWN = 80;
/** What is shown of that in front of the first difference. */
const BEFORE = 20;
/** What is called so holds what no log should show. */
const SECRET = /passw|secret|token|credential|api_?key|private_?key/i;

/** Whether what is called so is not to be shown. @param name of a field, a variable or a parameter, or its place */
export function isSecretName(name: string): boolean {
  return SECRET.test(name);
}

/** What stands in its stead. */
export const NOT_SHOWN = '(not shown)';

/**
 * Both cut to where they begin to differ.
 * @param name of the field, variable or parameter
 */
export function showDifference(live: string | null, recorded: string | null, name: string): ShownValues {
  if (isSecretName(name)) return { live: live && NOT_SHOWN, recorded: recorded && NOT_SHOWN };
  let start = 0;
  if (live !== null && recorded !== null && Math.max(live.length, recorded.length) > SHOWN) {
    while (start < live.length && live[start] === recorded[start]) start += 1;
    start = Math.max(0, start - BEFORE);
  }
  const cut = (text: string | null) => {
    if (text === null || text.length <= SHOWN) return text;
    const from = start > 0 ? `…${text.slice(start)}` : text;
    return from.length > SHOWN ? `${from.slice(0, SHOWN)}…` : from;
  };
  return { live: cut(live), recorded: cut(recorded) };
}
