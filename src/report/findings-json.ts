/**
 * Findings for programs: `{"findings": […], "summary": {…}}`, as schemas/findings-v1.json describes it. A line for each
 * finding, so that text tools can count and compare them.
 */
import type { Finding } from '../docker/finding.ts';
import type { Appendix, FindingsReport, ReportedInteraction } from './findings-report.ts';
import { Tally } from './findings-summary.ts';
import { JsonList } from './json-list.ts';

export class FindingsJson implements FindingsReport {
  readonly #tally = new Tally();
  readonly #list = new JsonList('{"findings": ');

  cassette(): string {
    this.#tally.addCassette();
    return '';
  }

  interaction(reported: ReportedInteraction): string {
    this.#tally.add(reported);
    return reported.findings.map((finding) => this.#list.item(ordered(finding))).join('');
  }

  end(appendices: readonly Appendix[] = []): string {
    const members = [['summary', this.#tally.summary], ...appendices.map(({ name, json }) => [name, json])];
    const rest = members.map(([name, value]) => `, ${JSON.stringify(name)}: ${JSON.stringify(value, null, 2)}`).join('');
    return `${this.#list.end()}${rest}}\n`;
  }
}

/** All members, in one order, whatever made the finding. */
function ordered(finding: Finding): Finding {
  const { code, severity, party, cassette, interaction, operation, apiVersion, derived, pointer, schemaPointer, message } = finding;
  return { code, severity, party, cassette, interaction, operation, apiVersion, derived, pointer, schemaPointer, message };
}
