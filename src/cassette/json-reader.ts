/**
 * A JSON reader (RFC 8259) that keeps the text of numbers and says where a document is broken. It accepts exactly what
 * JSON.parse accepts, up to MAX_DEPTH; parseJson (json.ts) calls it only where JSON.parse will not do.
 */
import { type Json, numberOf } from './json-value.ts';

/**
 * How deep arrays and objects may be nested: far more than any Docker document has, far less than what would overflow
 * the stack of the functions that walk one.
 */
export const MAX_DEPTH = 512;

/** A document that is not JSON, or is nested too deep. */
export class JsonSyntaxError extends SyntaxError {
  override readonly name = 'JsonSyntaxError';
  /** UTF-16 units before the fault. */
  readonly position: number;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units. */
  readonly column: number;

  constructor(problem: string, text: string, position: number) {
    const before = text.slice(0, position);
    const line = before.split('\n').length;
    const column = position - before.lastIndexOf('\n');
    super(`${problem} at line ${line}, column ${column}`);
    this.position = position;
    this.line = line;
    this.column = column;
  }
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LITERALS = new Map<string, Json>([
  ['t', true],
  ['f', false],
  ['n', null],
]);

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Reads one document. Throws JsonSyntaxError. */
export function readJson(text: string): Json {
  let position = 0;

  function fail(problem: string): never {
    throw new JsonSyntaxError(problem, text, position);
  }

  function unexpected(): never {
    if (position >= text.length) fail('Unexpected end of the JSON text');
    return fail(`Unexpected ${JSON.stringify(String.fromCodePoint(text.codePointAt(position) ?? 0))}`);
  }

  function skipBlanks(): void {
    for (; position < text.length; position += 1) {
      const code = text.charCodeAt(position);
      if (code !== SPACE && code !== LF && code !== CR && code !== TAB) return;
    }
  }

  function expect(character: string): void {
    if (text[position] !== character) unexpected();
    position += 1;
  }

  /** True past `character`, false past `,`; anything else is a fault. */
  function closes(character: string): boolean {
    skipBlanks();
    if (text[position] === ',') {
      position += 1;
      return false;
    }
    expect(character);
    return true;
  }

  function string(): string {
    const start = position;
    expect('"');
    let escaped = false;
    for (; ; position += 1) {
      const code = text.charCodeAt(position);
      if (code === QUOTE) break;
      if (code === BACKSLASH) {
        escaped = true;
        position += 1;
      } else if (!(code >= SPACE)) {
        // A raw control character, or NaN behind the end.
        unexpected();
      }
    }
    position += 1;
    if (!escaped) return text.slice(start + 1, position - 1);
    try {
      return JSON.parse(text.slice(start, position)) as string;
    } catch {
      position = start;
      return fail('Bad escape in the string');
    }
  }

  function value(depth: number): Json {
    skipBlanks();
    const first = text[position];
    if (first === '"') return string();
    if (first === '{' || first === '[') {
      if (depth === MAX_DEPTH) fail(`More than ${MAX_DEPTH} levels of nesting`);
      position += 1;
      return first === '{' ? object(depth + 1) : array(depth + 1);
    }
    const literal = LITERALS.get(first ?? '');
    if (literal !== undefined) {
      for (const character of String(literal)) expect(character);
      return literal;
    }
    NUMBER.lastIndex = position;
    const number = NUMBER.exec(text)?.[0];
    if (number === undefined) return unexpected();
    position += number.length;
    return numberOf(number);
  }

  function array(depth: number): Json {
    const items: Json[] = [];
    skipBlanks();
    if (text[position] === ']') {
      position += 1;
      return items;
    }
    do items.push(value(depth));
    while (!closes(']'));
    return items;
  }

  function object(depth: number): Json {
    const members: Record<string, Json> = {};
    skipBlanks();
    if (text[position] === '}') {
      position += 1;
      return members;
    }
    do {
      skipBlanks();
      const key = string();
      skipBlanks();
      expect(':');
      const member = value(depth);
      // As a plain assignment it would set the prototype and vanish.
      if (key === '__proto__') Object.defineProperty(members, key, { value: member, enumerable: true, configurable: true, writable: true });
      else members[key] = member;
    } while (!closes('}'));
    return members;
  }

  const document = value(0);
  skipBlanks();
  if (position < text.length) unexpected();
  return document;
}
