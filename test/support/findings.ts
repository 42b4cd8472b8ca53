/** What validation says of a cassette, as a list. */
import type { ApiVersion, Cassette } from '../../src/cassette/types.ts';
import type { Finding } from '../../src/docker/finding.ts';
import { loadSchemas } from '../../src/store/schemas.ts';
import { validateCassette } from '../../src/validate/validate-cassette.ts';

export async function findingsOf(cassette: Cassette, api: 'recorded' | ApiVersion = 'recorded'): Promise<Finding[]> {
  const findings: Finding[] = [];
  for await (const finding of validateCassette(cassette, { api, schemas: loadSchemas() })) findings.push(finding);
  return findings;
}
