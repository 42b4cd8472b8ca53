/**
 * The headers of a request: those that the description names, and registry credentials wherever they are sent. Any other
 * header is nobody's business. What `Content-Type` says is looked at together with the body (check-request.ts).
 */
import type { RawHeaders } from '../cassette/types.ts';
import type { CheckContext } from './check-context.ts';
import { valueProblem } from './parameter-value.ts';
import { appendPointer } from './pointer.ts';
import { registryAuthFault, registryConfigFault } from './registry-auth.ts';

const CREDENTIALS: ReadonlyMap<string, (value: string) => string | null> = new Map([
  ['x-registry-auth', registryAuthFault],
  ['x-registry-config', registryConfigFault],
]);

export function checkRequestHeaders(headers: RawHeaders, { facts, pointer, findings }: CheckContext): void {
  const declared = new Map(Object.entries(facts.header ?? {}).map(([name, one]) => [name.toLowerCase(), { name, one }]));
  declared.delete('content-type');
  headers.forEach(([name, value], i) => {
    const folded = name.toLowerCase();
    const known = declared.get(folded);
    declared.delete(folded);
    const place = known === undefined ? '' : appendPointer(`${pointer}/header`, known.name);
    const fault = CREDENTIALS.get(folded)?.(value) ?? null;
    const problem = known === undefined || value === '' ? null : valueProblem(value, known.one);
    if (fault !== null) findings.add('request-header', `/request/headers/${i}`, `The header ${name} ${fault}.`, place);
    // A secret may stand in it: the message of the problem quotes the value.
    else if (problem !== null && !CREDENTIALS.has(folded)) {
      findings.add('request-header', `/request/headers/${i}`, `The header ${name} ${problem.message}.`, place);
    }
  });
  for (const { name, one } of declared.values()) {
    if (!one.required) continue;
    const place = appendPointer(`${pointer}/header`, name);
    findings.add('request-header-missing', '/request/headers', `The request lacks the header ${name}, which is required.`, place);
  }
}
