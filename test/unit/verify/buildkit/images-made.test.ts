import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { openCassette } from '../../../../src/cli/cassettes.ts';
import { RecordedBuilds } from '../../../../src/meaning/buildkit/recorded-builds.ts';
import { thingsMade } from '../../../../src/verify/buildkit/exporter-response.ts';
import { imagesMadeBy } from '../../../../src/verify/buildkit/images-made.ts';
import { type Field, message } from '../../../support/protobuf.ts';
import { aCall } from '../../../support/recorded-call.ts';

it.each([['buildx-0.29'], ['cli-20.10']])('reads the name of the image off a build of %s', async (name) => {
  const { builds } = new RecordedBuilds(await openCassette(join(import.meta.dirname, '../../../fixtures/buildkit', name)));
  const made = builds.filter(({ internal }) => !internal).map(imagesMadeBy);
  expect(made).toEqual([{ names: ['app'], pushed: false, cachePushed: false, image: true }]);
});

function made(...fields: readonly Field[]) {
  const by = aCall('/moby.buildkit.v1.Control/Solve', { asked: [message(...fields)] });
  return imagesMadeBy({ by });
}

const attribute = (key: string, value: string) => message([1, key], [2, value]);

it('reads several names, in the old place and in the new', () => {
  const exporter = message([1, 'moby'], [2, attribute('name', 'a,b:1')]);
  expect(made([3, 'moby'], [4, attribute('name', 'a,b:1')], [13, exporter])).toEqual({
    names: ['a', 'b:1'],
    pushed: false,
    cachePushed: false,
    image: true,
  });
});

it('knows a build whose result is files for its client', () => {
  expect(made([3, 'local'])).toEqual({ names: [], pushed: false, cachePushed: false, image: false });
});

it.each([
  ['an image', made([3, 'image'], [4, attribute('push', 'true')]), [true, false]],
  ['its cache', made([3, 'moby'], [8, message([4, message([1, 'registry'])])]), [false, true]],
  ['its cache into the image itself', made([3, 'moby'], [8, message([4, message([1, 'inline'])])]), [false, false]],
])('knows a build that pushes %s', (_, { pushed, cachePushed }, expected) => {
  expect([pushed, cachePushed]).toEqual(expected);
});

it('tells what was made by what the engine answers', () => {
  const digest = `sha256:${'a'.repeat(64)}`;
  const answer = message([1, attribute('containerimage.config.digest', digest)]);
  expect(thingsMade({ names: ['app'], pushed: false, cachePushed: false, image: true }, answer)).toEqual([
    { kind: 'image', id: null, name: 'app:latest', perhaps: true },
    { kind: 'image', id: 'a'.repeat(64), name: null, perhaps: true },
  ]);
  expect(thingsMade({ names: [], pushed: false, cachePushed: false, image: false }, answer)).toEqual([]);
});
