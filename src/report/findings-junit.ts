/**
 * Findings as test results, for Jenkins, GitLab and others that read JUnit's XML: a suite is a cassette, a test an
 * interaction. What counts for the exit code is the test's failure; the rest stands in its output.
 *
 * The readers take one `<failure>` a test, so all findings stand in it, a line each; its message is the first of them.
 */
import type { Finding } from '../docker/finding.ts';
import type { FindingsReport, ReportedCassette, ReportedInteraction } from './findings-report.ts';
import { shorten } from './visible.ts';
import { xmlAttributes, xmlText } from './xml.ts';

export interface JunitOptions {
  /** Warnings and notes fail a test too. */
  readonly strict: boolean;
}

const LONGEST_TITLE = 300;
/** GitLab takes no report whose texts grow without bound; the JSON report has all of them. */
const LONGEST_LINE = 4000;

interface Suite {
  readonly cassette: ReportedCassette;
  readonly tests: string[];
  failures: number;
}

export class FindingsJunit implements FindingsReport {
  readonly #strict: boolean;
  #suite: Suite | null = null;
  #isBegun = false;

  constructor({ strict }: JunitOptions) {
    this.#strict = strict;
  }

  cassette(cassette: ReportedCassette): string {
    const before = this.#endSuite();
    this.#suite = { cassette, tests: [], failures: 0 };
    return this.#begin() + before;
  }

  interaction(reported: ReportedInteraction): string {
    const suite = this.#suite as Suite;
    const failing = reported.findings.filter((finding) => this.#strict || finding.severity === 'error');
    const others = reported.findings.filter((finding) => !failing.includes(finding));
    if (failing.length > 0) suite.failures += 1;
    suite.tests.push(testCase(suite.cassette, reported, failing, others));
    return '';
  }

  end(): string {
    const last = this.#endSuite();
    return `${this.#begin()}${last}</testsuites>\n`;
  }

  #begin(): string {
    if (this.#isBegun) return '';
    this.#isBegun = true;
    return '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="tapedeck validate">\n';
  }

  #endSuite(): string {
    const suite = this.#suite;
    this.#suite = null;
    if (suite === null) return '';
    const { cassette, tests, failures } = suite;
    const head = xmlAttributes({ name: cassette.path, tests: tests.length, failures, errors: 0, skipped: 0 });
    return `  <testsuite${head}>\n${tests.join('')}  </testsuite>\n`;
  }
}

function testCase(
  cassette: ReportedCassette,
  { interaction, file }: ReportedInteraction,
  failing: readonly Finding[],
  others: readonly Finding[],
): string {
  const { id, operation, request } = interaction;
  const name = `${String(id).padStart(6, '0')} ${operation ?? 'unknown operation'} ${request.method} ${request.target}`;
  const head = xmlAttributes({ name: shorten(name, LONGEST_TITLE), classname: cassette.name, file: file ?? undefined });
  const parts = [failure(failing), others.length === 0 ? '' : `      <system-out>${lines(others)}</system-out>\n`].join('');
  return parts === '' ? `    <testcase${head}/>\n` : `    <testcase${head}>\n${parts}    </testcase>\n`;
}

function failure(findings: readonly Finding[]): string {
  const first = findings[0];
  if (first === undefined) return '';
  const more = findings.length === 1 ? '' : ` (and ${findings.length - 1} more)`;
  const head = xmlAttributes({ message: `${shorten(first.message, LONGEST_TITLE)}${more}`, type: first.code });
  return `      <failure${head}>${lines(findings)}</failure>\n`;
}

function lines(findings: readonly Finding[]): string {
  return findings.map((finding) => xmlText(shorten(line(finding), LONGEST_LINE))).join('\n');
}

function line({ severity, code, party, apiVersion, derived, pointer, message }: Finding): string {
  return `${severity} ${code} (${party}, API ${apiVersion}${derived ? ', derived' : ''}) ${pointer}: ${message}`;
}
