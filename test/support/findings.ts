/** What validation says of a cassette, as a list. Without presence facts: the answers of tests are shorter than those of engines. */
import type { ApiVersion, Cassette } from '../../src/cassette/types.ts';
import type { Finding } from '../../src/docker/finding.ts';
import { loadSchemas } from '../../src/store/schemas.ts';
import { validateCassette } from '../../src/validate/validate-cassette.ts';

export async function findingsOf(cassette: Cassette, api: 'recorded' | ApiVersion = 'recorded'): Promise<Finding[]> {
  const findings: Finding[] = [];
  const schemas = { ...loadSchemas(), presence: undefined };
  for await (const finding of validateCassette(cassette, { api, schemas })) findings.push(finding);
  return findings;
}
