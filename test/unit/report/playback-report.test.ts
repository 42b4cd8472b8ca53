import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { playbackJson } from '../../../src/report/playback-json.ts';
import { playbackJunit } from '../../../src/report/playback-junit.ts';
import type { PlaybackReport } from '../../../src/report/playback-report.ts';
import { playbackText } from '../../../src/report/playback-text.ts';
import { someInteractions } from '../../support/interactions.ts';
import { aPlayer, settled } from '../../support/playback.ts';
import { elementsOf } from '../../support/xml.ts';

const schema: object = JSON.parse(readFileSync(new URL('../../../schemas/playback-v1.json', import.meta.url), 'utf8'));
const fits = new Ajv2020({ strictTypes: false, strictRequired: false }).compile(schema);
const LABELS = { 'com.docker.compose.service': 'web' };
const CREATE = { method: 'POST', target: '/v1.41/containers/create?name=web', json: { Image: 'a', Labels: LABELS } };
const FIRST = 'no recorded answer to POST /v1.41/containers/create?name=web (compose service web): body /Image is "<b>", recorded "a"';

/** One answer, one miss, one that nobody asked for. */
async function aReport(parts: Partial<PlaybackReport> = {}): Promise<PlaybackReport> {
  const test = aPlayer(someInteractions({ target: '/v1.41/info' }, CREATE));
  test.ask('/v1.41/info');
  test.ask({ ...CREATE, json: { Image: '<b>', Labels: LABELS } });
  await settled();
  return { ...test.player.summary(), requireAll: false, exitCode: 1, ...parts };
}

it('tells people what was missed, and then what nobody asked for', async () => {
  expect(playbackText(await aReport())).toBe(
    ['used 1 of 2, 1 miss', `  missed: ${FIRST}`, '  never asked for: hello 1 POST /v1.41/containers/create?name=web', ''].join('\n'),
  );
});

it('does not name what nobody asked for where all went well, unless it counts', async () => {
  const fine = await aReport({ misses: [] });
  expect(playbackText(fine)).toBe('used 1 of 2, 0 misses\n');
  expect(playbackText({ ...fine, requireAll: true })).toContain('  never asked for: hello 1 POST');
});

it('names twenty of many', async () => {
  const report = await aReport({ requireAll: true });
  const unused = Array(25).fill(report.unused[0]);
  const text = playbackText({ ...report, unused, misses: [] });
  expect(text.match(/never asked for/g)).toHaveLength(20);
  expect(text).toContain('  and 5 more\n');
});

it('gives JSON that fits schemas/playback-v1.json', async () => {
  const report = JSON.parse(playbackJson(await aReport()));
  expect(fits(report)).toBe(true);
  expect(report).toMatchObject({
    used: 1,
    total: 2,
    misses: [
      {
        kind: 'request',
        about: 'compose service web',
        nearest: [{ id: 1, file: '000001-ContainerCreate.json', differences: [{ place: 'body /Image', live: '"<b>"', recorded: '"a"' }] }],
      },
    ],
    unused: [{ cassette: 'hello', id: 1, operation: 'ContainerCreate', request: 'POST /v1.41/containers/create?name=web' }],
    exitCode: 1,
  });
});

it('makes a test of each interaction, and of each miss', async () => {
  const elements = elementsOf(playbackJunit(await aReport()));
  expect(elements.map(({ name, attributes }) => [name, attributes.name ?? attributes.type])).toEqual([
    ['testsuites', 'tapedeck replay'],
    ['testsuite', 'hello'],
    ['testcase', '000000 SystemInfo GET /v1.41/info'],
    ['testcase', '000001 ContainerCreate POST /v1.41/containers/create?name=web'],
    ['skipped', undefined],
    ['testsuite', 'misses'],
    ['testcase', 'POST /v1.41/containers/create?name=web (compose service web)'],
    ['failure', 'miss-request'],
  ]);
  expect(elements[1]?.attributes).toMatchObject({ tests: '2', failures: '0', skipped: '1' });
  expect(elements.at(-1)?.attributes.message).toBe(`tapedeck: ${FIRST}`);
});

it('fails the tests of what nobody asked for where that counts', async () => {
  const elements = elementsOf(playbackJunit(await aReport({ requireAll: true, misses: [] })));
  expect(elements[1]?.attributes).toMatchObject({ failures: '1', skipped: '0' });
  expect(elements.at(-1)).toEqual({ name: 'failure', attributes: { message: 'never asked for', type: 'unused' } });
});
