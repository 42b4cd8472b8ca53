/**
 * The headers of an answer that the description names. That one is there is required of those that engines send since
 * they are described; the others come with features (a build engine, a swarm).
 */
import { headerValue } from '../cassette/head.ts';
import type { ResponseHead } from '../cassette/types.ts';
import type { ResponseFacts } from '../docker/schema-types.ts';
import type { CheckContext } from './check-context.ts';
import { valueProblem } from './parameter-value.ts';
import { pathStatFault } from './path-stat.ts';
import { appendPointer } from './pointer.ts';

const PLACE = '/outcome/head/headers';
const ALWAYS_SENT: ReadonlySet<string> = new Set(['Api-Version', 'Docker-Experimental']);
const VERSION = /^\d+\.\d+$/;

const PATH_STAT = 'X-Docker-Container-Path-Stat';
/** Of these the description says so in its prose, or for one of them alone. */
const WITH_PATH_STAT: ReadonlySet<string> = new Set(['ContainerArchive', 'ContainerArchiveInfo']);

/** @param schemaPointer JSON pointer to `documented`, which is about a success */
export function checkResponseHeaders(
  { headers }: Pick<ResponseHead, 'headers'>,
  documented: ResponseFacts,
  schemaPointer: string,
  { match, findings }: CheckContext,
): void {
  for (const [name, facts] of Object.entries(documented.headers ?? {})) {
    const place = appendPointer(`${schemaPointer}/headers`, name);
    const value = headerValue(headers, name);
    if (value === undefined) {
      if (ALWAYS_SENT.has(name)) findings.add('response-header-missing', PLACE, `The answer lacks the header ${name}.`, place);
      continue;
    }
    // Engines may send a header and leave it empty.
    const problem = value === '' || name === PATH_STAT ? null : valueProblem(value, facts);
    if (problem !== null) findings.add('response-header', PLACE, `The header ${name} ${problem.message}.`, place);
    else if (name === 'Api-Version' && !VERSION.test(value)) {
      findings.add('response-header', PLACE, `The header ${name} is ${JSON.stringify(value)}, which is no version.`, place);
    }
  }
  if (!WITH_PATH_STAT.has(match.operation.id)) return;
  const stat = headerValue(headers, PATH_STAT);
  const fault = stat === undefined ? 'is missing' : pathStatFault(stat);
  if (fault !== null) findings.add('response-header', PLACE, `The header ${PATH_STAT} ${fault}.`, schemaPointer);
}
