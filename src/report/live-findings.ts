/**
 * Findings of live traffic, each as one line when it comes:
 *
 *   error: POST /v1.41/containers/create: In the request Image is a number, not a string. (request-body-type, API 1.41)
 *
 * A client that polls breaks the same rule again and again: equal findings are said once, and counted.
 */
import type { Finding } from '../docker/finding.ts';
import { type Colours, coloursIf } from './colours.ts';
import { count } from './quantities.ts';
import { visibleText } from './visible.ts';

/** What of a request its line shows. */
export interface AskedFor {
  readonly method: string;
  /** Its query is left away: the message names what matters of it. */
  readonly target: string;
}

/** Different findings remembered at a time. Some name an id of their own each. */
const REMEMBERED = 1000;

export class LiveFindings {
  readonly #colours: Colours;
  readonly #counts = { error: 0, warning: 0, note: 0 };
  readonly #said = new Map<string, { readonly line: string; times: number }>();

  constructor({ colour }: { readonly colour: boolean }) {
    this.#colours = coloursIf(colour);
  }

  get counts(): Readonly<Record<Finding['severity'], number>> {
    return this.#counts;
  }

  /** The line to be said now; null where it was said before. */
  add(finding: Finding, request: AskedFor): string | null {
    this.#counts[finding.severity] += 1;
    const key = [finding.code, finding.operation, finding.apiVersion, finding.message.replaceAll(/\[\d+\]/g, '[]')].join('\n');
    const known = this.#said.get(key);
    if (known !== undefined) {
      known.times += 1;
      return null;
    }
    if (this.#said.size >= REMEMBERED) this.#said.clear();
    const line = this.#line(finding, request);
    this.#said.set(key, { line, times: 1 });
    return line;
  }

  /** What came more than once, with how often. */
  repeated(): readonly string[] {
    return [...this.#said.values()].filter(({ times }) => times > 1).map(({ line, times }) => `${times} times ${line}`);
  }

  /** `passed 120 requests on, 2 errors, 1 warning`; notes only where there are some. */
  summary({ passed, refused }: { readonly passed: number; readonly refused: number }): string {
    const { error, warning, note } = this.#counts;
    return [
      `passed ${count(passed, 'request')} on`,
      ...(refused > 0 ? [`refused ${refused}`] : []),
      count(error, 'error'),
      count(warning, 'warning'),
      ...(note > 0 ? [count(note, 'note')] : []),
    ].join(', ');
  }

  #line({ severity, message, code, apiVersion, derived }: Finding, { method, target }: AskedFor): string {
    const paint = { error: this.#colours.red, warning: this.#colours.yellow, note: this.#colours.dim }[severity];
    const what = method === '' ? '' : `${method} ${target.split('?')[0]}: `;
    return `${paint(severity)}: ${visibleText(`${what}${message}`)} (${code}, API ${apiVersion}${derived ? ', derived' : ''})\n`;
  }
}
