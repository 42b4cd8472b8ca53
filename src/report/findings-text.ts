/**
 * Findings as people read them at a shell: what is said of many interactions (a field that a newer engine sends
 * everywhere) stands there once, with how often, and where it can be looked at.
 *
 *   3 errors
 *     ContainerList  response-body-type  engine, API 1.41
 *       2×  In the answer [0].Id is a number, not a string.
 *           hello 000012 /outcome/body/data/0/Id
 *           hello 000013 /outcome/body/data/4/Id
 *   …
 *   3 errors in 14 interactions of 1 cassette, checked against API 1.41
 */
import type { ApiVersion } from '../cassette/types.ts';
import type { Finding } from '../docker/finding.ts';
import type { Colours } from './colours.ts';
import type { Appendix, FindingsReport, ReportedInteraction } from './findings-report.ts';
import { BY_SEVERITY, Tally, versionsText } from './findings-summary.ts';
import { count } from './quantities.ts';
import { shorten, visibleLine } from './visible.ts';

/** Places that are named of each statement; the others are only counted. Warnings and notes can be many: a line is enough for each. */
const PLACES: Readonly<Record<Finding['severity'], number>> = { error: 3, warning: 1, note: 1 };
const LONGEST = 400;

/** What is found in one operation by one rule. */
interface Topic {
  readonly code: string;
  readonly operation: string | null;
  readonly party: Finding['party'];
  readonly versions: Set<ApiVersion>;
  readonly statements: Map<string, Statement>;
}

interface Statement {
  readonly message: string;
  readonly places: string[];
  times: number;
}

export class FindingsText implements FindingsReport {
  readonly #colours: Colours;
  readonly #tally = new Tally();
  readonly #topics: Readonly<Record<Finding['severity'], Map<string, Topic>>> = { error: new Map(), warning: new Map(), note: new Map() };

  constructor(colours: Colours) {
    this.#colours = colours;
  }

  cassette(): string {
    this.#tally.addCassette();
    return '';
  }

  interaction(reported: ReportedInteraction): string {
    this.#tally.add(reported);
    for (const finding of reported.findings) this.#add(finding);
    return '';
  }

  end(appendices: readonly Appendix[] = []): string {
    const sections = BY_SEVERITY.filter((severity) => this.#tally.of(severity) > 0).map((severity) => this.#section(severity));
    const rest = appendices.map((appendix) => `\n${appendix.text(this.#colours)}`);
    return [...sections, this.#colours.bold(this.#tally.line), '\n', ...rest].join('');
  }

  #add(finding: Finding): void {
    const { severity, code, operation, party, apiVersion } = finding;
    const topic = entry(this.#topics[severity], `${operation}\n${code}`, () => ({
      code,
      operation,
      party,
      versions: new Set(),
      statements: new Map(),
    }));
    topic.versions.add(apiVersion);
    const statement = entry(topic.statements, whatIsSaid(finding), () => ({ message: oneLine(finding.message), places: [], times: 0 }));
    statement.times += 1;
    if (statement.places.length < PLACES[severity]) statement.places.push(placeOf(finding));
  }

  #section(severity: Finding['severity']): string {
    const colours = this.#colours;
    const paint = { error: colours.red, warning: colours.yellow, note: colours.blue }[severity];
    const title = colours.bold(paint(count(this.#tally.of(severity), severity)));
    return `${title}\n${[...this.#topics[severity].values()].map((topic) => this.#topic(topic, severity)).join('')}\n`;
  }

  #topic({ code, operation, party, versions, statements }: Topic, severity: Finding['severity']): string {
    const { cyan, dim } = this.#colours;
    const title = `  ${cyan(operation ?? 'unknown operation')}  ${code}  ${dim(`${party}, ${versionsText([...versions])}`)}\n`;
    const all = [...statements.values()];
    const width = String(all.reduce((most, { times }) => Math.max(most, times), 0)).length;
    return title + all.map((statement) => this.#statement(statement, severity, width)).join('');
  }

  /** @param width of the longest number of times */
  #statement({ message, places, times }: Statement, severity: Finding['severity'], width: number): string {
    const { dim } = this.#colours;
    const start = `    ${dim(`${times}×`.padStart(width + 1))}  `;
    const indent = ' '.repeat(width + 7);
    const where = severity === 'error' ? places.map((place) => `\n${indent}${dim(place)}`).join('') : `  ${dim(places.join(', '))}`;
    return `${start}${message}${where}\n`;
  }
}

/** An error is looked up, so it says where in the file. */
function placeOf({ severity, cassette, interaction, pointer }: Finding): string {
  const file = `${cassette} ${String(interaction).padStart(6, '0')}`;
  return oneLine(severity === 'error' ? `${file} ${pointer}` : file);
}

function oneLine(text: string): string {
  return shorten(visibleLine(text), LONGEST);
}

/** Equal where findings differ only in version, in the path that was asked, in the index of a list, or in the value that is wrong. */
function whatIsSaid({ schemaPointer, apiVersion, message }: Finding): string {
  const said = message
    .replaceAll(/\[\d+\]/g, '[]')
    .replace(`API ${apiVersion} `, 'API ')
    .replace(/ \([A-Z]+ \/[^)]*\)/, ' ()')
    .replace(/ is "(?:[^"\\]|\\.)*["…]/, ' is "…"');
  return `${schemaPointer}\n${said}`;
}

function entry<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
