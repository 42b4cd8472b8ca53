/**
 * Findings as annotations of a pull request: lines on the output of a GitHub Actions step
 * (https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands).
 *
 *   ::error file=cassettes/hello/000012-ContainerList.json,line=24,title=…::In the answer …
 *
 * GitHub shows ten errors, ten warnings and ten notices of a step. So errors come first, and of what is found many times
 * the first; the rest is in the log all the same.
 */
import type { Finding } from '../docker/finding.ts';
import type { FindingsReport, ReportedInteraction } from './findings-report.ts';
import { BY_SEVERITY, Tally } from './findings-summary.ts';
import { shorten, visibleText } from './visible.ts';

const COMMANDS: Readonly<Record<Finding['severity'], string>> = { error: 'error', warning: 'warning', note: 'notice' };
const LONGEST = 4000;

interface Annotations {
  /** What is said for the first time. */
  readonly first: string[];
  readonly again: string[];
  readonly said: Set<string>;
}

const noAnnotations = (): Annotations => ({ first: [], again: [], said: new Set() });

export class FindingsGithub implements FindingsReport {
  readonly #tally = new Tally();
  readonly #lines: Readonly<Record<Finding['severity'], Annotations>> = {
    error: noAnnotations(),
    warning: noAnnotations(),
    note: noAnnotations(),
  };

  cassette(): string {
    this.#tally.addCassette();
    return '';
  }

  interaction(reported: ReportedInteraction): string {
    this.#tally.add(reported);
    const { findings, file, locate } = reported;
    if (findings.length === 0) return '';
    const places = locate(findings.map(({ pointer }) => pointer));
    findings.forEach((finding, index) => {
      const lines = this.#lines[finding.severity];
      const kind = `${finding.operation} ${finding.code} ${finding.schemaPointer} ${finding.pointer.replaceAll(/\d+/g, '#')}`;
      const place = places[index] ?? null;
      (lines.said.has(kind) ? lines.again : lines.first).push(annotation(finding, { file, ...place }));
      lines.said.add(kind);
    });
    return '';
  }

  end(): string {
    const lines = BY_SEVERITY.flatMap((severity) => [...this.#lines[severity].first, ...this.#lines[severity].again]);
    return `${[...lines, this.#tally.line].join('\n')}\n`;
  }
}

function annotation(finding: Finding, place: { readonly file: string | null; readonly line?: number; readonly column?: number }): string {
  const { code, severity, party, cassette, interaction, operation, apiVersion, derived, pointer, message } = finding;
  const properties = {
    file: place.file ?? undefined,
    line: place.line,
    col: place.column,
    title: `${code} (${party}, ${operation ?? 'unknown operation'}, API ${apiVersion}${derived ? ', derived' : ''})`,
  };
  const said = Object.entries(properties).filter(([, value]) => value !== undefined);
  const list = said.map(([name, value]) => `${name}=${escapeProperty(String(value))}`).join(',');
  const text = `${cassette} ${String(interaction).padStart(6, '0')} ${pointer}: ${message}`;
  return `::${COMMANDS[severity]} ${list}::${escapeData(shorten(text, LONGEST))}`;
}

function escapeData(text: string): string {
  return visibleText(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
