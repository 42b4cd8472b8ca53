/** HTML of which nothing can break out: whatever a template is given is escaped, unless a template made it. */
import { visibleText } from './visible.ts';

/** Text that is HTML already. Only `html` and `trustedHtml` make it. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type HtmlPart = string | number | Markup | readonly Markup[];

/** `html`<p title="${title}">${text}</p>``: values of attributes stand in double quotes. Control characters are shown. */
export function html(pieces: TemplateStringsArray, ...parts: readonly HtmlPart[]): Markup {
  return new Markup(pieces.map((piece, at) => piece + (at < parts.length ? markupOf(parts[at] as HtmlPart) : '')).join(''));
}

/** Our own text, as it stands: a style sheet, a script. */
export function trustedHtml(text: string): Markup {
  return new Markup(text);
}

export const NO_MARKUP: Markup = new Markup('');

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function markupOf(part: HtmlPart): string {
  if (part instanceof Markup) return part.text;
  if (typeof part === 'object') return part.map(({ text }) => text).join('');
  return escapeText(String(part));
}

function escapeText(text: string): string {
  return visibleText(text)
    .replaceAll(/[&<>"']/g, (character) => ENTITIES[character] as string)
    .replaceAll(/\p{Surrogate}/gu, '\ufffd');
}
