/** Where two texts first differ by what they mean, for a report: a line in which only a time or an id is another says nothing. */
import type { Identities } from '../identities.ts';
import { sayTheSame } from './texts.ts';
import { tokensOf } from './value-looks.ts';

/** Characters beside the place in a line; a line may be megabytes. */
const AROUND = 60;
const LONG = 4 * AROUND;

/** The first lines that do not say the same; '' where one of the two has no more. Nothing is bound. */
export function firstLines(recorded: string, live: string, identities: Identities): readonly [recorded: string, live: string] {
  const known = identities.copy();
  const [was, is] = [recorded.split('\n'), live.split('\n')];
  const length = Math.max(was.length, is.length);
  let literal: readonly [string, string] | null = null;
  for (let at = 0; at < length; at += 1) {
    const [line, other] = [was[at] ?? '', is[at] ?? ''];
    if (line === other) continue;
    literal ??= [line, other];
    if (!sayTheSame(line, other, 'container', known)) return around(line, other);
  }
  // Line by line they agree, so it is lines that are lacking, or that what is one here is two there.
  return literal === null ? [recorded.slice(-AROUND), live.slice(-AROUND)] : around(...literal);
}

/** Of long lines the part in which they begin to differ. */
function around(line: string, other: string): readonly [string, string] {
  if (line.length <= LONG && other.length <= LONG) return [line, other];
  const at = lastCommon(line, other);
  const cut = (text: string) => text.slice(Math.max(0, at - AROUND), at + AROUND);
  return [cut(line), cut(other)];
}

/** How far two lines agree; past what stands for itself where that is as long on both sides. */
function lastCommon(line: string, other: string): number {
  const [was, is] = [tokensOf(line), tokensOf(other)];
  const isSameForm = was.tokens.every((token, index) => token.text.length === is.tokens[index]?.text.length);
  const [a, b] = isSameForm ? [masked(line, was.tokens), masked(other, is.tokens)] : [line, other];
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at += 1;
  return at;
}

function masked(text: string, tokens: readonly { readonly text: string }[]): string {
  let said = '';
  let from = 0;
  for (const { text: token } of tokens) {
    const at = text.indexOf(token, from);
    said += text.slice(from, at) + '\0'.repeat(token.length);
    from = at + token.length;
  }
  return said + text.slice(from);
}
