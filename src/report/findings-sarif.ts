/**
 * Findings as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), which code scanning services and editors
 * read: each code is a rule, each finding a result at a line of the interaction's file.
 *
 * The results come first in the document, because the rules are known only when all of them are written.
 */
import { createHash } from 'node:crypto';
import type { TextPlace } from '../cassette/json-places.ts';
import type { Finding } from '../docker/finding.ts';
import { type CodeFacts, FINDING_CODES } from '../docker/finding-codes.ts';
import type { Appendix, FindingsReport, ReportedCassette, ReportedInteraction } from './findings-report.ts';
import { Tally } from './findings-summary.ts';
import { JsonList } from './json-list.ts';
import { visibleText } from './visible.ts';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';

export interface SarifOptions {
  /** Version of tapedeck. */
  readonly version: string;
}

export class FindingsSarif implements FindingsReport {
  readonly #version: string;
  readonly #tally = new Tally();
  readonly #list = new JsonList(`{"$schema": ${JSON.stringify(SCHEMA)}, "version": "2.1.0", "runs": [{"results": `);
  /** Codes in the order in which they came, each with one finding of it. */
  readonly #rules = new Map<string, Finding>();
  #cassette: ReportedCassette | null = null;

  constructor({ version }: SarifOptions) {
    this.#version = version;
  }

  cassette(cassette: ReportedCassette): string {
    this.#tally.addCassette();
    this.#cassette = cassette;
    return '';
  }

  interaction(reported: ReportedInteraction): string {
    this.#tally.add(reported);
    const { findings, file, locate } = reported;
    if (findings.length === 0) return '';
    const places = file === null ? [] : locate(findings.map(({ pointer }) => pointer));
    const fingerprints = new Fingerprints(this.#cassette?.path ?? '');
    // An interaction that has no file yet stands at its cassette: services refuse a result without a place.
    const uri = fileUri(file ?? `${this.#cassette?.path}/cassette.json`);
    return findings
      .map((finding, index) => {
        if (!this.#rules.has(finding.code)) this.#rules.set(finding.code, finding);
        const ruleIndex = [...this.#rules.keys()].indexOf(finding.code);
        return this.#list.item(result(finding, { ruleIndex, uri, place: places[index] ?? null, fingerprint: fingerprints.of(finding) }));
      })
      .join('');
  }

  end(_appendices: readonly Appendix[] = []): string {
    const driver = {
      name: 'tapedeck',
      semanticVersion: this.#version,
      rules: [...this.#rules.values()].map(rule),
    };
    const { summary } = this.#tally;
    return `${this.#list.end()}, "columnKind": "utf16CodeUnits", "tool": ${JSON.stringify({ driver }, null, 2)}, "properties": ${JSON.stringify({ summary })}}]}\n`;
  }
}

interface Where {
  readonly ruleIndex: number;
  readonly uri: string;
  readonly place: TextPlace | null;
  readonly fingerprint: string;
}

function result(finding: Finding, { ruleIndex, uri, place, fingerprint }: Where): object {
  const { code, severity, party, cassette, interaction, operation, apiVersion, derived, pointer, schemaPointer, message } = finding;
  return {
    ruleId: code,
    ruleIndex,
    level: severity,
    message: { text: visibleText(message) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri },
          ...(place && { region: { startLine: place.line, startColumn: place.column } }),
        },
        logicalLocations: [
          { fullyQualifiedName: pointer, kind: 'property' },
          ...(operation === null ? [] : [{ fullyQualifiedName: operation, kind: 'function' }]),
        ],
      },
    ],
    partialFingerprints: { 'tapedeckFinding/v1': fingerprint },
    properties: { party, cassette, interaction, operation, apiVersion, derived, pointer, schemaPointer },
  };
}

function rule({ code, severity, party }: Finding): object {
  const { means, remedy }: CodeFacts = FINDING_CODES[code as keyof typeof FINDING_CODES] ?? { severity, means: code };
  const description = sentence(means);
  const help = remedy === undefined ? description : `${description} ${sentence(remedy)}`;
  return {
    id: code,
    name: code.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: plain(description) },
    help: { text: plain(help), markdown: help },
    defaultConfiguration: { level: severity },
    properties: { tags: ['docker-engine-api', party] },
  };
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;
}

const plain = (markdown: string): string => markdown.replaceAll('`', '');

/** The same from run to run, and over a new recording of the same session: no value of the recording goes into it. */
class Fingerprints {
  readonly #path: string;
  readonly #given = new Map<string, number>();

  /** @param path of the cassette */
  constructor(path: string) {
    this.#path = path;
  }

  of({ code, interaction, operation, apiVersion, pointer, schemaPointer }: Finding): string {
    const hash = createHash('sha256');
    hash.update(JSON.stringify([code, this.#path, interaction, operation, apiVersion, pointer, schemaPointer]));
    const name = hash.digest('hex').slice(0, 32);
    // Two unknown query parameters stand at one place.
    const nth = (this.#given.get(name) ?? 0) + 1;
    this.#given.set(name, nth);
    return `${name}:${nth}`;
  }
}

/** A path as a URI reference: relative where the path is. */
function fileUri(path: string): string {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  if (path.startsWith('/')) return `file://${encoded}`;
  return /^[A-Za-z]:\//.test(path) ? `file:///${encoded.replace('%3A', ':')}` : encoded;
}
