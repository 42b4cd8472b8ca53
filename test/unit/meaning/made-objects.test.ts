/** What an answer says was made, and what is gone. */
import { expect, it } from '@jest/globals';
import { findOperation } from '../../../src/docker/operations.ts';
import { goneBy, madeBy } from '../../../src/meaning/made-objects.ts';
import { aWholeOutcome, type InteractionParts } from '../../support/interactions.ts';
import { asked, created, IMAGE, progress, told, WEB } from '../../support/plans.ts';

function made(parts: InteractionParts): string[] {
  const { interaction, files } = told(parts);
  const match = findOperation(interaction.request.method, interaction.request.target);
  return match === null
    ? []
    : madeBy(interaction, match, files).map(({ kind, id, name }) => `${kind} ${name ?? '-'} ${id?.slice(0, 4) ?? '-'}`);
}

it.each([
  [created(WEB, 'web'), ['container web a1a1']],
  [created(WEB, null, { Image: 'a', HostConfig: { Binds: ['data:/data'] } }), ['container - a1a1', 'volume data -']],
  [asked('POST /containers/create', 404, { message: 'none' }), []],
  [asked('POST /volumes/create', 201, { Name: 'data' }, {}), ['volume data -']],
  [asked('POST /images/a/tag?repo=b', 201), ['image b:latest -']],
  [asked('POST /commit?container=web&repo=b&tag=1', 201, { Id: `sha256:${IMAGE}` }), ['image b:1 c3c3']],
  [
    progress('POST /images/load', [{ stream: 'Loaded image: a:1\n' }, { stream: `Loaded image ID: sha256:${IMAGE}\n` }]),
    ['image a:1 -', 'image - c3c3'],
  ],
  [progress('POST /images/create?fromSrc=-&repo=a', [{ status: `sha256:${IMAGE}` }]), ['image a:latest -', 'image - c3c3']],
  [progress('POST /images/create?fromImage=a', [{ status: 'Pulling' }, { error: 'gone', errorDetail: {} }]), []],
  [
    progress('POST /build?t=a', [{ stream: ' ---> 0011223344ff\n' }, { aux: { ID: `sha256:${IMAGE}` } }]),
    ['image a:latest -', 'image - c3c3', 'image - 0011'],
  ],
  [{ method: 'POST', target: '/swarm/init', outcome: aWholeOutcome({ body: '"n1"\n' }) }, ['swarm - -', 'node - n1']],
])('reads %j', (parts, expected) => {
  expect(made(parts)).toEqual(expected);
});

it('reads of an image what the engine has untagged and deleted', () => {
  const { interaction, files } = told(asked('DELETE /images/a', 200, [{ Untagged: 'a:latest' }, { Deleted: `sha256:${IMAGE}` }]));
  const match = findOperation('DELETE', '/images/a');
  expect(match === null ? [] : goneBy(interaction, match, files)).toEqual([
    { kind: 'image', name: 'a:latest' },
    { kind: 'image', name: IMAGE },
  ]);
});
