import { expect, it } from '@jest/globals';
import { importDescription } from '../../../src/docker/compile/import.ts';
import { ApiDescriptions } from '../../../src/docker/schemas.ts';
import { loadSchemas } from '../../../src/store/schemas.ts';
import { aDescription, asYaml, type SwaggerParts } from '../../support/swagger.ts';

/** What is known where this description of 1.56 was imported. */
function importing(change: (description: SwaggerParts) => void = () => {}, version: '1.56' | '1.41' = '1.56'): ApiDescriptions {
  const description = aDescription(`/v${version}`, version === '1.56' ? '1.55' : version);
  change(description);
  const api = importDescription(asYaml(description), { file: 'x.yaml', reference: null });
  return new ApiDescriptions({ ...loadSchemas(), imported: new Map([[api.version, () => api]]) });
}

const MOOD = { operationId: 'ContainerMood', parameters: [{ name: 'id', in: 'path', type: 'string' }], responses: { 200: {} } };

it.each(['1.56', '1.41'] as const)('corrects an imported %s as the version that ships with the same words', (version) => {
  const same = version === '1.56' ? '1.55' : version;
  const { operations, definitions } = importing(undefined, version).at(version);
  const shipped = new ApiDescriptions(loadSchemas()).at(same);
  expect({ operations, definitions }).toEqual({ operations: shipped.operations, definitions: shipped.definitions });
});

it('leaves out a correction where its place is gone, or has come to be described', () => {
  const descriptions = importing(({ paths, definitions }) => {
    definitions.Volume = { type: 'object' };
    paths['/build/cancel'] = { post: { operationId: 'Cancel', responses: { 204: {} } } };
  });
  expect(Object.keys(descriptions.at('1.56').operations.BuildCancel?.responses ?? {})).toEqual(['204']);
  const places = descriptions.errataAt('1.56').map((one) => one.place);
  expect(places.filter((place) => place.startsWith('/definitions/Volume/'))).toEqual([]);
  expect(places).toContain('/operations/SecretCreate/responses/201/schema');
});

it('finds an operation that no table knows, at its version and as one of its version', () => {
  const descriptions = importing(({ paths }) => {
    paths['/containers/{id}/mood'] = { get: MOOD };
    paths['/networks/mood'] = { get: { operationId: 'NetworkMood', responses: { 200: {} } } };
  });
  expect(descriptions.findOperation('GET', '/v1.56/containers/web/mood?x=1', '1.56')).toMatchObject({
    operation: { id: 'ContainerMood', since: '1.56', effect: 'read', transport: 'whole' },
    parameters: { id: 'web' },
    query: 'x=1',
  });
  expect(descriptions.findOperation('GET', '/containers/web/mood', '1.41')?.operation.since).toBe('1.56');
  expect(descriptions.findOperation('GET', '/networks/mood', '1.56')?.operation.id).toBe('NetworkMood');
  expect(descriptions.findOperation('GET', '/networks/mood', '1.41')?.operation.id).toBe('NetworkInspect');
  expect(descriptions.findOperation('GET', '/containers/web/temper', '1.56')).toBeNull();
});
