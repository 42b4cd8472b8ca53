/**
 * Replaying a recording gives the recorded bytes: every demo we ship, asked in the order in which it was
 * recorded.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { openCassette } from '../../../src/cli/cassettes.ts';
import { TestPlayer } from '../../support/playback.ts';
import { recordedAnswer, replayInOrder } from '../../support/replay-in-order.ts';

const ROOT = 'cassettes';
const DEMOS = readdirSync(ROOT).filter((name) => name.startsWith('demo-'));

it.each(DEMOS)('plays %s byte for byte', async (name) => {
  const cassette = await openCassette(join(ROOT, name));
  const test = new TestPlayer([cassette]);
  const answers = await replayInOrder(test, cassette);
  expect(test.misses).toEqual([]);
  for (const [interaction, asked] of answers) {
    const title = `${interaction.id} ${interaction.request.method} ${interaction.request.target}`;
    const [played, recorded] = [Buffer.concat(asked.writes), recordedAnswer(interaction, cassette)].map((bytes) =>
      bytes.toString('latin1'),
    );
    expect([title, played]).toEqual([title, recorded]);
  }
  expect(test.player.summary().unused).toEqual([]);
});
