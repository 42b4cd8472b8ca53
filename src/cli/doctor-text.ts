/** A Diagnosis for people. */
import type { Colours } from '../report/colours.ts';
import { visibleLine } from '../report/visible.ts';
import type { CandidateReport, Check, Diagnosis } from './diagnosis.ts';

export function doctorText({ tapedeck, checks, upstream }: Diagnosis, colours: Colours): string {
  const width = Math.max(...checks.map((check) => check.name.length));
  const candidates = upstream.map((candidate) => candidateText(candidate, colours)).join('');
  return `tapedeck ${tapedeck}\n${checks.map((check) => checkText(check, width, colours)).join('')}\nwhere an engine was looked for, first come first served:\n${candidates}`;
}

function checkText({ name, verdict, message }: Check, width: number, colours: Colours): string {
  const mark = verdict === 'good' ? colours.green('ok  ') : verdict === 'warning' ? colours.yellow('note') : colours.red('BAD ');
  return `  ${mark}  ${name.padEnd(width)}  ${visibleLine(message)}\n`;
}

function candidateText({ source, url, result, chosen, answer }: CandidateReport, colours: Colours): string {
  const mark = chosen ? colours.bold('→') : ' ';
  const name = chosen ? colours.bold(visibleLine(source)) : visibleLine(source);
  const where = url === null ? '' : `${visibleLine(url)}: `;
  const said = answer === null ? visibleLine(result) : `${visibleLine(result)}, ${visibleLine(answer)}`;
  return `  ${mark} ${name}  ${colours.dim(where + said)}\n`;
}
