/**
 * A compose project that was recorded in a directory called `app`, an English word that stands in media types, names of
 * services and logs as well, and is replayed from another one: every answer is the recorded one with the names of the
 * project changed, and nothing else.
 */
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from '@jest/globals';
import { bodyBytes, encodeBody } from '../../../src/cassette/body.ts';
import type { Body, Cassette, Interaction } from '../../../src/cassette/types.ts';
import { openCassette } from '../../../src/cli/cassettes.ts';
import type { Bound } from '../../../src/replay/tally.ts';
import { settled, TestPlayer } from '../../support/playback.ts';
import { recordedAnswer, replayInOrder } from '../../support/replay-in-order.ts';

let recorded: Cassette;
beforeAll(async () => {
  recorded = await openCassette(fileURLToPath(new URL('../../fixtures/compose-app', import.meta.url)));
});

/** What the same session would be in /home/me/PROJECT. */
function movedTo(project: string, cassette: Cassette): Cassette {
  const text = (whole: string) =>
    whole
      .replace(/("com\.docker\.compose\.project":"|com\.docker\.compose\.project(?:=|%3D))app(?="|%22)/g, `$1${project}`)
      .replace(/\/srv\/app(?=[/"])/g, `/home/me/${project}`)
      .replace(/app_default/g, `${project}_default`)
      .replace(/app-app-1/g, `${project}-app-1`)
      .replace(/("com\.docker\.compose\.config-hash":"[0-9a-f]{60})[0-9a-f]{4}/g, '$1beef');
  const body = (old: Body) => encodeBody(Buffer.from(text(bodyBytes(old, cassette.files).toString('latin1')), 'latin1'));
  const move = ({ request, outcome, ...rest }: Interaction): Interaction => ({
    ...rest,
    request: { ...request, target: text(request.target), body: body(request.body) },
    outcome: outcome.kind === 'whole' ? { ...outcome, body: body(outcome.body) } : outcome,
  });
  return { ...cassette, interactions: cassette.interactions.map(move) };
}

/** Of equal answers the first is given. */
function undated(text: string | undefined): string | undefined {
  return text?.replace(/^Date: .*\r\n/m, '');
}

it.each(['shop', 'a-much-longer-name-than-app', 'x'])('answers the project moved to %s in its words, and no other', async (project) => {
  const test = new TestPlayer([recorded]);
  const live = movedTo(project, recorded);
  const answers = await replayInOrder(test, live);
  expect(test.misses.map(({ message }) => message)).toEqual([]);
  for (const interaction of live.interactions) {
    expect(undated(answers.get(interaction)?.text)).toBe(undated(recordedAnswer(interaction, live).toString('latin1')));
  }
  expect(test.player.summary()).toMatchObject({ used: recorded.interactions.length, unused: [] });
});

it('answers a project that was moved to app', async () => {
  const shop = movedTo('shop', recorded);
  const test = new TestPlayer([shop]);
  const live = movedTo('app', recorded);
  const answers = await replayInOrder(test, live);
  expect(test.misses).toEqual([]);
  for (const interaction of live.interactions) {
    expect(undated(answers.get(interaction)?.text)).toBe(undated(recordedAnswer(interaction, live).toString('latin1')));
  }
});

it('says what it bound, and binds nothing in the directory of the recording', async () => {
  const bound: Bound[] = [];
  await replayInOrder(new TestPlayer([recorded], { onBinding: (one) => bound.push(one) }), recorded);
  expect(bound).toEqual([]);
  await replayInOrder(new TestPlayer([recorded], { onBinding: (one) => bound.push(one) }), movedTo('shop', recorded));
  expect(bound.map(({ type }) => type)).toEqual(['project', 'digest', 'digest', 'directory']);
  expect(bound[0]).toMatchObject({ recorded: 'app', live: 'shop', cassette: 'compose-app' });
});

it('misses all that has another name where nothing may vary', async () => {
  const test = new TestPlayer([recorded], { varying: null });
  const asked = test.ask({ target: '/v1.51/networks/shop_default' });
  await settled();
  expect(asked.status).toBe(501);
  expect(asked.message).toContain('path id is shop_default, recorded app_default');
});
