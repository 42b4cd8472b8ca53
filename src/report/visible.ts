/**
 * Recorded bytes on a terminal. What a container printed may hold escape sequences that move the cursor or rename the
 * window; in a report they are shown, not obeyed.
 */

/** Control characters but for line feed and tab. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Text of several lines: controls as `\x1b`, line feeds and tabs stay. */
export function visibleText(text: string): string {
  return text.replace(CONTROLS, escapeControl);
}

/** The same on one line: line feeds and tabs as `\n` and `\t`. */
export function visibleLine(text: string): string {
  return visibleText(text).replaceAll('\n', '\\n').replaceAll('\t', '\\t');
}

function escapeControl(char: string): string {
  if (char === '\r') return '\\r';
  const code = char.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** At most `width` characters; what is cut shows as `…`. */
export function shorten(text: string, width: number): string {
  const characters = [...text];
  return characters.length <= width ? text : `${characters.slice(0, width - 1).join('')}…`;
}
