/** Text in XML 1.0. Characters that it cannot hold at all, not even escaped, are shown: `\x1b`, `\ufffe`. */
import { visibleText } from './visible.ts';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;', '\t': '&#9;' };

/** The content of an element. */
export function xmlText(text: string): string {
  return possible(text).replaceAll(/[&<>]/g, (character) => ENTITIES[character] as string);
}

/** The value of an attribute, without its quotes: line feeds and tabs are kept. */
export function xmlAttribute(text: string): string {
  return possible(text).replaceAll(/[&<>"\n\t]/g, (character) => ENTITIES[character] as string);
}

/** ` name="value"` for each that is there. */
export function xmlAttributes(attributes: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => (value === undefined ? '' : ` ${name}="${xmlAttribute(String(value))}"`))
    .join('');
}

function possible(text: string): string {
  return visibleText(text).replaceAll(/\p{Surrogate}|[\ufffe\uffff]/gu, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}
