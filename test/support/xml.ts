/** Reads the XML that reports write, and refuses what XML 1.0 does not allow: for tests of well-formedness, no parser for the world. */

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

const CHARACTERS = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u;
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
const TAG = /<(\/?)([a-z-]+)((?: [a-z]+="[^"<]*")*)(\/?)>/y;
const REFERENCES = /^(?:[^&]|&(?:amp|lt|gt|quot|#9|#10);)*$/;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#9': '\t', '#10': '\n' };

/** All elements in the order in which they start. Throws where the document is not well-formed. */
export function elementsOf(document: string): XmlElement[] {
  if (!document.startsWith(DECLARATION)) throw new Error('no declaration');
  if (!CHARACTERS.test(document)) throw new Error('a character that XML cannot hold');
  const open: string[] = [];
  const elements: XmlElement[] = [];
  for (let at = DECLARATION.length; at < document.length; ) {
    TAG.lastIndex = at;
    const tag = TAG.exec(document);
    if (tag === null) {
      at = text(document, at, open);
      continue;
    }
    at += tag[0].length;
    const [, closes, name = '', attributes = '', empty] = tag;
    if (closes) {
      if (open.pop() !== name) throw new Error(`</${name}> closes something else`);
      continue;
    }
    if (open.length === 0 && elements.length > 0) throw new Error('a second root');
    elements.push({ name, attributes: read(attributes) });
    if (!empty) open.push(name);
  }
  if (open.length > 0) throw new Error(`<${open.at(-1)}> is not closed`);
  return elements;
}

function text(document: string, at: number, open: readonly string[]): number {
  const next = document.indexOf('<', at);
  const end = next < 0 ? document.length : next;
  const content = document.slice(at, end);
  if (content === '' || !REFERENCES.test(content) || content.includes(']]>')) throw new Error(`not text: ${document.slice(at, at + 40)}`);
  if (open.length === 0 && content.trim() !== '') throw new Error('text outside of the root');
  return end;
}

function read(attributes: string): Record<string, string> {
  const list = [...attributes.matchAll(/ ([a-z]+)="([^"]*)"/g)].map(([, name = '', value = '']) => {
    if (!REFERENCES.test(value)) throw new Error(`not a value: ${value}`);
    return [name, value.replaceAll(/&([^;]+);/g, (_, entity: string) => ENTITIES[entity] ?? '')] as const;
  });
  if (new Set(list.map(([name]) => name)).size < list.length) throw new Error(`an attribute twice:${attributes}`);
  return Object.fromEntries(list);
}
