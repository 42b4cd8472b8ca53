/**
 * SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), which code scanning services and editors read: rules, and
 * results at lines of recordings. What a report has to say is put into it piece by piece.
 *
 * The results come first in the document, because the rules are known only when all of them are written.
 */
import { createHash } from 'node:crypto';
import type { TextPlace } from '../cassette/json-places.ts';
import { JsonList } from './json-list.ts';
import { visibleText } from './visible.ts';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';

export type SarifLevel = 'error' | 'warning' | 'note';

export interface SarifRule {
  /** Words with dashes: `response-body-type`. */
  readonly id: string;
  /** Markdown, without a dot at its end. */
  readonly means: string;
  readonly remedy?: string | undefined;
  readonly level: SarifLevel;
  readonly tag: string;
}

export interface SarifResult {
  readonly rule: SarifRule;
  readonly level: SarifLevel;
  readonly message: string;
  /** Of the file, as reports write paths. */
  readonly file: string;
  readonly place: TextPlace | null;
  readonly pointer: string;
  readonly operation: string | null;
  /** What the fingerprint is made of: nothing that changes from run to run, or with a new recording of the same session. */
  readonly identity: readonly unknown[];
  readonly properties: object;
}

export interface SarifOptions {
  /** Version of tapedeck. */
  readonly version: string;
  /** What fingerprints are called: `tapedeckFinding/v1`. */
  readonly fingerprint: string;
}

export class SarifLog {
  readonly #options: SarifOptions;
  readonly #list = new JsonList(`{"$schema": ${JSON.stringify(SCHEMA)}, "version": "2.1.0", "runs": [{"results": `);
  /** In the order in which they came. */
  readonly #rules = new Map<string, SarifRule>();
  readonly #fingerprints = new Map<string, number>();

  constructor(options: SarifOptions) {
    this.#options = options;
  }

  result({ rule, level, message, file, place, pointer, operation, identity, properties }: SarifResult): string {
    if (!this.#rules.has(rule.id)) this.#rules.set(rule.id, rule);
    return this.#list.item({
      ruleId: rule.id,
      ruleIndex: [...this.#rules.keys()].indexOf(rule.id),
      level,
      message: { text: visibleText(message) },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: fileUri(file) },
            ...(place && { region: { startLine: place.line, startColumn: place.column } }),
          },
          logicalLocations: [
            { fullyQualifiedName: pointer, kind: 'property' },
            ...(operation === null ? [] : [{ fullyQualifiedName: operation, kind: 'function' }]),
          ],
        },
      ],
      partialFingerprints: { [this.#options.fingerprint]: this.#fingerprint(identity) },
      properties,
    });
  }

  end(properties: object): string {
    const driver = { name: 'tapedeck', semanticVersion: this.#options.version, rules: [...this.#rules.values()].map(ruleText) };
    return `${this.#list.end()}, "columnKind": "utf16CodeUnits", "tool": ${JSON.stringify({ driver }, null, 2)}, "properties": ${JSON.stringify(properties)}}]}\n`;
  }

  #fingerprint(identity: readonly unknown[]): string {
    const name = createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 32);
    // Two unknown query parameters stand at one place.
    const nth = (this.#fingerprints.get(name) ?? 0) + 1;
    this.#fingerprints.set(name, nth);
    return `${name}:${nth}`;
  }
}

function ruleText({ id, means, remedy, level, tag }: SarifRule): object {
  const description = sentence(means);
  const help = remedy === undefined ? description : `${description} ${sentence(remedy)}`;
  return {
    id,
    name: id.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: plain(description) },
    help: { text: plain(help), markdown: help },
    defaultConfiguration: { level },
    properties: { tags: ['docker-engine-api', tag] },
  };
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;
}

const plain = (markdown: string): string => markdown.replaceAll('`', '');

/** A path as a URI reference: relative where the path is. Halves of characters, which no URI can hold, are replaced. */
function fileUri(path: string): string {
  const encoded = path
    .replaceAll(/\p{Surrogate}/gu, '\ufffd')
    .split('/')
    .map(encodeURIComponent)
    .join('/');
  if (path.startsWith('/')) return `file://${encoded}`;
  return /^[A-Za-z]:\//.test(path) ? `file:///${encoded.replace('%3A', ':')}` : encoded;
}
