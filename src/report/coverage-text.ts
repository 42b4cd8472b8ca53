/**
 * Coverage as people read it: the sums, a row an operation that was asked, then what never was.
 *
 *   Coverage of API 1.41
 *     operations  101 of 106
 *     statuses    210 of 353
 *     fields      1028 of 2112
 *
 *   operation      answers  statuses  not seen  fields
 *   ContainerList       12  200, 400  500       31 of 44
 */
import type { ApiCoverage, OperationCoverage, Share, StatusCoverage } from '../docker/coverage.ts';
import type { Colours } from './colours.ts';
import { type Column, table } from './table.ts';

const COLUMNS: readonly Column[] = [
  { title: 'operation' },
  { title: 'answers', align: 'right' },
  { title: 'statuses' },
  { title: 'not seen' },
  { title: 'fields' },
];

/** Columns of a list of names. */
const WIDTH = 100;

/** One block a version, with an empty line between; '' where nothing was asked. */
export function coverageText(coverages: readonly ApiCoverage[], colours: Colours): string {
  return coverages.map((one) => versionText(one, colours)).join('\n');
}

function versionText(coverage: ApiCoverage, colours: Colours): string {
  const { apiVersion, derived, byOperation } = coverage;
  const title = colours.bold(`Coverage of API ${apiVersion}${derived ? ', derived' : ''}`);
  const sums = (['operations', 'statuses', 'fields'] as const).map((what) => `  ${what.padEnd(10)}  ${share(coverage[what])}`);
  const asked = byOperation.filter((one) => one.answers > 0);
  const rest = byOperation.filter((one) => one.answers === 0).map((one) => one.operation);
  const rows = asked.map((one) => row(one, colours));
  const never = rest.length === 0 ? [] : ['', 'Never asked:', ...lines(rest)];
  return `${[title, ...sums, '', table(COLUMNS, rows).trimEnd(), ...never.map((line) => line.trimEnd())].join('\n')}\n`;
}

function row({ operation, answers, statuses, fields }: OperationCoverage, colours: Colours): string[] {
  const seen = statuses.filter((one) => one.answers > 0).map((one) => statusText(one, colours));
  const notSeen = statuses.filter((one) => one.answers === 0).map((one) => String(one.status));
  return [operation, String(answers), seen.join(', '), colours.dim(notSeen.join(', ')), fields.declared === 0 ? '' : share(fields)];
}

/** With a mark where the description does not know it. */
function statusText({ status, documented }: StatusCoverage, { yellow }: Colours): string {
  return documented ? String(status) : yellow(`${status}?`);
}

function share({ seen, declared }: Share): string {
  return `${seen} of ${declared}`;
}

/** Names with commas between, cut into lines. */
function lines(names: readonly string[]): string[] {
  const cut: string[] = [];
  let line = ' ';
  for (const [i, name] of names.entries()) {
    const word = i === names.length - 1 ? name : `${name},`;
    if (line.length + 1 + word.length > WIDTH) {
      cut.push(line);
      line = ' ';
    }
    line += ` ${word}`;
  }
  return [...cut, line];
}
