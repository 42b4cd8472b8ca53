/** Findings as SARIF: each code is a rule, each finding a result at a line of the interaction's file. */
import type { Finding } from '../docker/finding.ts';
import { type CodeFacts, FINDING_CODES } from '../docker/finding-codes.ts';
import type { FindingsReport, ReportedCassette, ReportedInteraction } from './findings-report.ts';
import { Tally } from './findings-summary.ts';
import { SarifLog, type SarifRule } from './sarif.ts';

export class FindingsSarif implements FindingsReport {
  readonly #log: SarifLog;
  readonly #tally = new Tally();
  #path = '';

  /** @param options `version` is that of tapedeck */
  constructor({ version }: { readonly version: string }) {
    this.#log = new SarifLog({ version, fingerprint: 'tapedeckFinding/v1' });
  }

  cassette({ path }: ReportedCassette): string {
    this.#tally.addCassette();
    this.#path = path;
    return '';
  }

  interaction(reported: ReportedInteraction): string {
    this.#tally.add(reported);
    const { findings, file, locate } = reported;
    if (findings.length === 0) return '';
    const places = file === null ? [] : locate(findings.map(({ pointer }) => pointer));
    return findings
      .map((finding, index) => {
        const { code, severity, message, party, cassette, interaction, operation, apiVersion, derived, pointer, schemaPointer } = finding;
        return this.#log.result({
          rule: ruleOf(finding),
          level: severity,
          message,
          // An interaction that has no file yet stands at its cassette: services refuse a result without a place.
          file: file ?? `${this.#path}/cassette.json`,
          place: places[index] ?? null,
          pointer,
          operation,
          identity: [code, this.#path, interaction, operation, apiVersion, pointer, schemaPointer],
          properties: { party, cassette, interaction, operation, apiVersion, derived, pointer, schemaPointer },
        });
      })
      .join('');
  }

  end(): string {
    return this.#log.end({ summary: this.#tally.summary });
  }
}

function ruleOf({ code, severity, party }: Finding): SarifRule {
  const { means, remedy }: CodeFacts = FINDING_CODES[code as keyof typeof FINDING_CODES] ?? { severity, means: code };
  return { id: code, means, remedy, level: severity, tag: party };
}
