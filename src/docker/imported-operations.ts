/** Operations of an imported description that the table of operations does not know. Their schemas are known, their traits are guessed. */
import { operationKey } from './operation-key.ts';
import type { Operation } from './operation-types.ts';
import type { ApiDescription } from './schema-types.ts';

export function operationsBeside(known: readonly Operation[], { version, operations }: ApiDescription): Operation[] {
  const keys = new Set(known.map(operationKey));
  return Object.entries(operations)
    .filter(([, facts]) => !keys.has(operationKey(facts)))
    .map(([id, { method, path, body }]) => ({
      id,
      method: method as Operation['method'],
      path,
      since: version,
      until: null,
      transport: 'whole',
      effect: method === 'GET' || method === 'HEAD' ? 'read' : 'change',
      object: null,
      lifecycle: false,
      requestBody: body === undefined ? 'none' : 'json',
    }));
}
