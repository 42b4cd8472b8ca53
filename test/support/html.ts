/**
 * Reads the HTML that reports write, and refuses what a browser might read otherwise than it was meant: attributes without
 * double quotes, stray `<` and `&`, elements that are not closed. For tests, no parser for the world.
 */

export interface HtmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** All text in it, entities undone, in the order of the document. */
  text: string;
}

const DOCTYPE = '<!DOCTYPE html>\n';
const TAG = /<(\/?)([a-z][a-z0-9]*)((?: [a-z-]+(?:="[^"<>]*")?)*)>/y;
const VOID = new Set(['meta', 'link', 'input']);
/** Their content is no markup: it ends at their end tag, whatever it says. */
const RAW = new Set(['script', 'style']);
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** All elements in the order in which they start. */
export function htmlElements(document: string): HtmlElement[] {
  if (!document.startsWith(DOCTYPE)) throw new Error('no doctype');
  const open: HtmlElement[] = [];
  const elements: HtmlElement[] = [];
  for (let at = DOCTYPE.length; at < document.length; ) {
    TAG.lastIndex = at;
    const tag = TAG.exec(document);
    if (tag === null) {
      at = readText(document, at, open);
      continue;
    }
    at += tag[0].length;
    const [, closes, name = '', attributes = ''] = tag;
    if (closes) {
      if (open.pop()?.name !== name) throw new Error(`</${name}> closes something else`);
      continue;
    }
    const element = { name, attributes: readAttributes(attributes), text: '' };
    elements.push(element);
    if (RAW.has(name)) {
      const end = document.indexOf(`</${name}`, at);
      if (end < 0) throw new Error(`<${name}> is not closed`);
      element.text = document.slice(at, end);
      at = end + `</${name}>`.length;
    } else if (!VOID.has(name)) {
      open.push(element);
    }
  }
  if (open.length > 0) throw new Error(`<${open.at(-1)?.name}> is not closed`);
  return elements;
}

function readText(document: string, at: number, open: readonly HtmlElement[]): number {
  const next = document.indexOf('<', at);
  const end = next < 0 ? document.length : next;
  const content = document.slice(at, end);
  if (content === '') throw new Error(`no tag and no text: ${document.slice(at, at + 60)}`);
  const text = decode(content);
  for (const element of open) element.text += text;
  return end;
}

function readAttributes(attributes: string): Record<string, string> {
  const list = [...attributes.matchAll(/ ([a-z-]+)(?:="([^"]*)")?/g)].map(([, name = '', value = '']) => [name, decode(value)] as const);
  if (new Set(list.map(([name]) => name)).size < list.length) throw new Error(`an attribute twice:${attributes}`);
  return Object.fromEntries(list);
}

function decode(text: string): string {
  return text.replaceAll(/&([^;]{0,5};)?/g, (whole, entity: string | undefined) => {
    const character = ENTITIES[entity?.slice(0, -1) ?? ''];
    if (character === undefined) throw new Error(`not escaped: ${whole}`);
    return character;
  });
}
