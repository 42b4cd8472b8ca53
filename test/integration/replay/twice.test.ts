/**
 * What was recorded is played the same every time, and as it was: two replays give each connection the same bytes, and a
 * recording of a replay is the cassette that was replayed, file by file. The clients are those of the recording, on real
 * sockets, and so is everything between.
 */
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from '@jest/globals';
import { normaliseTimes } from '../../../src/cassette/normalise.ts';
import { openCassette } from '../../../src/cli/cassettes.ts';
import { parseEndpoint } from '../../../src/docker/endpoint.ts';
import { startServer } from '../../../src/proxy/server.ts';
import type { Miss } from '../../../src/replay/miss.ts';
import { Player } from '../../../src/replay/player.ts';
import { unplayableAnswer } from '../../../src/replay/unplayable.ts';
import { writeCassette } from '../../../src/store/cassette-directory.ts';
import { aDirectory, removeDirectories } from '../../support/directories.ts';
import { realClock } from '../../support/playback.ts';
import { replayOverSockets } from '../../support/recorded-clients.ts';
import { startTapedeck } from '../../support/tapedeck.ts';
import { removeTemporarySockets, temporarySocket } from '../../support/temporary-socket.ts';

removeDirectories();
removeTemporarySockets();

const DEMOS = readdirSync('cassettes').filter((name) => name.startsWith('demo-'));
const ALL = [...DEMOS.map((name) => join('cassettes', name)), ...readdirSync('test/corpus').map((name) => join('test/corpus', name))];

/** What needs a client that thinks for itself is left out. */
async function playable(path: string) {
  const cassette = await openCassette(path);
  return { ...cassette, interactions: cassette.interactions.filter((interaction) => unplayableAnswer(interaction) === null) };
}

it.each(ALL)('plays %s twice with the same bytes on each connection', async (path) => {
  const cassette = await playable(path);
  const play = async () => {
    const misses: Miss[] = [];
    const player = new Player({ cassettes: [cassette], clock: realClock(), onMiss: (miss) => misses.push(miss) });
    const server = await startServer({ listen: temporarySocket(), responder: player });
    try {
      return { transcripts: await replayOverSockets(server.endpoint, cassette), misses };
    } finally {
      await server.close();
    }
  };
  const first = await play();
  expect(first.misses).toEqual([]);
  expect(await play()).toEqual(first);
});

/** Records with `tapedeck record` what `tapedeck replay` gives to the clients of a cassette. Where the new one is. */
async function recordReplay(source: string, cwd: string): Promise<string> {
  const engine = temporarySocket();
  const replay = startTapedeck(['replay', source, '--listen', `unix://${engine.path}`], { cwd });
  await replay.said('listening on');
  const name = basename(source);
  const words = ['record', name, '--normalise-times', '--listen', 'tcp://127.0.0.1:0', '--upstream', `unix://${engine.path}`];
  const record = startTapedeck(words, { cwd });
  const url = /listening on (\S+)/.exec(await record.said('listening on'))?.[1] ?? '';
  await replayOverSockets(parseEndpoint(url), await openCassette(source));
  record.process.kill('SIGINT');
  await record.ended;
  replay.process.kill('SIGINT');
  expect((await replay.ended).stderr).toMatch(/ 0 misses\n$/);
  return join(cwd, 'cassettes', name);
}

function filesOf(directory: string): Record<string, string> {
  const names = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    names.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path.slice(directory.length), readFileSync(path, 'latin1')];
    }),
  );
}

/**
 * A stream waits for the changes of its object, not for every request that came before it over all connections: it may
 * speak a little earlier than recorded. And when a client closes one connection is not told from what comes on another.
 * What is said and how it ends stays.
 */
function withoutNumbers(files: Record<string, string>): Record<string, string> {
  const numbers = /"seq": \d+, |"order": \{[^}]*\},/g;
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [name, text.replace(numbers, '')]));
}

it.each(DEMOS)('records from a replay of %s the cassette that was replayed', async (name) => {
  const cwd = aDirectory();
  const source = join(cwd, 'from', name);
  cpSync(join('cassettes', name), source, { recursive: true });
  await writeCassette(source, normaliseTimes(await openCassette(source)));
  expect(withoutNumbers(filesOf(await recordReplay(source, cwd)))).toEqual(withoutNumbers(filesOf(source)));
});

it.each(['docker-20.10.24-1.41', 'docker-28.5-1.51'])('records from a replay of a broad session what was replayed: %s', async (name) => {
  const source = join(aDirectory(), name);
  // Some of it is left out, so ids are counted anew: the recording of a recording is compared.
  await writeCassette(source, await playable(join('test/corpus', name)));
  const second = await recordReplay(source, aDirectory());
  const third = await recordReplay(second, aDirectory());
  expect(withoutNumbers(filesOf(third))).toEqual(withoutNumbers(filesOf(second)));
});
