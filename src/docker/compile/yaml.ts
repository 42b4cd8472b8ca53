/**
 * YAML with the line of each place. The only file that knows js-yaml, and that must stay with its version 4: the
 * published descriptions continue quoted lines, and close flow collections, in ways that other parsers refuse.
 */
import yaml from 'js-yaml';

export interface YamlDocument {
  readonly value: unknown;
  /** Line of the place at this path, from 1: of its key, or of its item. Of the nearest place around it where there is none. */
  readonly lineOf: (path: readonly string[]) => number;
  /** The line at which the text ends. */
  readonly lastLine: number;
}

/** Why text is no YAML. */
export class YamlError extends Error {
  /** From 1; null where the parser does not say. */
  readonly line: number | null;

  constructor(reason: string, line: number | null) {
    super(reason);
    this.line = line;
  }
}

/** What the parser read, in the order in which it did: keys and values by turns in a mapping. */
interface Node {
  readonly line: number;
  readonly children: Node[];
  value: unknown;
}

/** @throws YamlError */
export function parseYaml(text: string): YamlDocument {
  const root: Node = { line: 1, children: [], value: undefined };
  const open = [root];
  const lastLine = text.trimEnd().split('\n').length;
  let value: unknown;
  try {
    value = yaml.load(text, {
      listener: (event, state) => {
        const around = open.at(-1) as Node;
        if (event === 'open') {
          const node: Node = { line: state.line + 1, children: [], value: undefined };
          around.children.push(node);
          open.push(node);
        } else {
          around.value = state.result;
          open.pop();
        }
      },
    });
  } catch (error) {
    if (error instanceof RangeError) throw new YamlError('it is nested too deeply', null);
    if (!(error instanceof yaml.YAMLException)) throw error;
    const { reason, mark } = error as yaml.YAMLException & { mark?: yaml.Mark };
    const second = root.children[1];
    if (mark === undefined && second !== undefined) throw new YamlError('a second document begins here', second.line);
    // What is missing at the end is missed by the parser on a line behind it.
    throw new YamlError(reason, mark === undefined ? null : Math.min(mark.line + 1, lastLine));
  }
  return { value, lineOf: (path) => lineOf(root, value, path), lastLine };
}

function lineOf(root: Node, value: unknown, path: readonly string[]): number {
  let node = root.children.at(-1) ?? root;
  let place = value;
  let line = node.line;
  for (const name of path) {
    if (typeof place !== 'object' || place === null) break;
    node = innermost(node);
    // By the key's own text: JavaScript moves keys such as 200 to the front.
    const at = Array.isArray(place) ? Number(name) : node.children.findIndex((one, i) => i % 2 === 0 && String(one.value) === name) + 1;
    const [key, inner] = [node.children[Array.isArray(place) ? at : at - 1], node.children[at]];
    if (key === undefined || inner === undefined) break;
    line = key.line;
    place = (place as Readonly<Record<string, unknown>>)[name];
    node = inner;
  }
  return line;
}

/** The parser opens a place anew for each kind of value that it tries there. */
function innermost(node: Node): Node {
  const [only, ...others] = node.children;
  return only !== undefined && others.length === 0 && only.value === node.value ? innermost(only) : node;
}
