/** What one script cannot tell: other input in replay, another order, a killed recorder, recordings compared. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { openCassette, writeCassette } from '../../src/index.ts';
import { type Client, type Engine, skip } from '../support/engine.ts';
import type { Bench, Run } from '../support/engine-session.ts';
import {
  finished,
  runDirect,
  runInMode,
  runRecorded,
  runReplayed,
  startRecorded,
  summaryOf,
  TAPEDECK,
  tapedeck,
} from '../support/engine-session.ts';
import { whoWaits } from '../support/lost-parts.ts';
import { IDLE, sh } from './sessions/session.ts';

const TIMEOUT = 300_000;
const WEBSOCKET = fileURLToPath(new URL('websocket-client.mjs', import.meta.url));

export function hardCases({ clients }: Engine, client: Client, theBench: () => Bench): void {
  const onBench = (name: string, run: (bench: Bench) => Promise<void>) => it(name, () => run(theBench()), TIMEOUT);

  const buildKit = {
    'replays builds with BuildKit': buildsWithBuildKit,
    'replays builds with BuildKit that fail': failsWithBuildKit,
    'ends a replayed build whose files were changed, and names them': missesChangedFiles,
  };
  for (const [name, run] of Object.entries(buildKit)) {
    if (!client.buildKit) skip(name, 'this docker has no buildx');
    else onBench(name, run);
  }

  const older = clients.find(({ name }) => name === 'docker-cli-20.10');
  if (client.name === 'docker-cli-28.5' && older !== undefined)
    onBench('replays for CLI 20.10 what CLI 28.5 recorded at 1.41, with --any-version', (bench) => playsForAnOlderClient(bench, older));

  onBench('never answers other stdin with the recorded output', async (bench) => {
    await runDirect(bench, `$D run -d --name td-select busybox:test ${IDLE}`);
    const recorded = await runRecorded(bench, 'select', 'echo SELECT | $D exec -i td-select cat');
    await runDirect(bench, '$D rm -f td-select');
    expect(recorded).toEqual({ stdout: 'SELECT\n', stderr: '', code: 0 });

    const dropped = await runReplayed(bench, 'select', 'echo DROP | $D exec -i td-select cat');
    expect(dropped.stdout).toBe('');
    expect(dropped.code).not.toBe(0);
    expect(summaryOf(bench, 'select')).toMatch(/, 1 miss$/m);
    expect(await runReplayed(bench, 'select', 'echo SELECT | $D exec -i td-select cat')).toEqual(recorded);
  });

  onBench('asks the engine for what is new, and keeps it in the cassette', async (bench) => {
    const known = '$D run --rm busybox:test echo known';
    const grown = sh`${known}; echo typed | $D run -i --rm busybox:test cat; $D run -d --name td-grown busybox:test ${IDLE} > $O/id
      $D exec td-grown sh -c 'echo out; echo err >&2; exit 3'; echo $?; $D rm -f td-grown
      $D run -d --name td-grown busybox:test echo logged > $O/id; $D logs -f td-grown; $D rm -f td-grown`;
    expect(await runInMode(bench, 'once', 'grown', known)).toEqual({ stdout: 'known\n', stderr: '', code: 0 });
    const added = await runInMode(bench, 'new-episodes', 'grown', grown);
    expect(added.stdout).toBe('known\ntyped\nout\n3\ntd-grown\nlogged\ntd-grown\n');
    expect(added.stderr).toMatch(/^err\nrecorded \d+ new interactions in .*\n$/);
    expect(summaryOf(bench, 'grown')).toMatch(/^used 5 of 5, 0 misses, \d+ passed on$/m);
    expect(await runReplayed(bench, 'grown', grown)).toEqual({ ...added, stderr: 'err\n' });
    expect(summaryOf(bench, 'grown')).toMatch(/^used (\d+) of \1, 0 misses$/m);
  });

  onBench('replays an attach by websocket, however its client masks and cuts what it sends', async (bench) => {
    const attach = (piece: number, text = 'hello world') =>
      sh`$D run -d -i --name td-ws busybox:test cat > $O/id; printf '${text}\n' | ${process.execPath} ${WEBSOCKET} td-ws ${piece}; echo $?; $D rm -f td-ws`;
    const recorded = await runRecorded(bench, 'websocket', attach(100));
    expect(recorded).toEqual({ stdout: 'hello world\n0\ntd-ws\n', stderr: '', code: 0 });
    for (const piece of [100, 1, 5]) expect(await runReplayed(bench, 'websocket', attach(piece))).toEqual(recorded);
    expect(summaryOf(bench, 'websocket')).toContain('0 misses');
    const other = await runReplayed(bench, 'websocket', attach(100, 'hello there'));
    expect(other.stdout).not.toContain('hello world');
    expect(summaryOf(bench, 'websocket')).toContain('stdin differs from the recorded at byte 6');
  });

  onBench('replays two overlapping execs one after the other without waiting', async (bench) => {
    const first = sh`$D exec td-overlap sh -c 'echo one; touch /one; until [ -e /two ]; do usleep 20000; done; echo end of one; exit 1' > $O/one`;
    const second = sh`$D exec td-overlap sh -c 'until [ -e /one ]; do usleep 20000; done; echo two; touch /two; exit 2' > $O/two`;
    const look = 'cat $O/one $O/two';
    await runDirect(bench, `$D run -d --name td-overlap busybox:test ${IDLE}`);
    const recorded = await runRecorded(bench, 'overlap', `(${first}; echo $? >> $O/one) & (${second}; echo $? >> $O/two) & wait; ${look}`);
    await runDirect(bench, '$D rm -f td-overlap');
    expect(recorded).toEqual({ stdout: 'one\nend of one\n1\ntwo\n2\n', stderr: '', code: 0 });

    const replayed = await runReplayed(bench, 'overlap', `(${first}; echo $? >> $O/one); (${second}; echo $? >> $O/two); ${look}`);
    expect(replayed).toEqual(recorded);
    expect(summaryOf(bench, 'overlap')).toContain('0 misses');
  });

  onBench('keeps what the client had printed when the recorder is killed', async (bench) => {
    await runDirect(bench, sh`$D run -d --name td-killed busybox:test sh -c 'i=0; while i=$((i+1)); do echo line $i; usleep 100000; done'`);
    const script = 'exec $D logs -f td-killed';
    const recorder = startRecorded(bench, 'killed', script);
    let printed = '';
    recorder.stdout?.on('data', (bytes: Buffer) => {
      printed += bytes.toString('latin1');
      if (printed.includes('line 20\n')) recorder.kill('SIGKILL'); // tapedeck alone: the client sees the connection break
    });
    const recorded = await finished(recorder);
    await runDirect(bench, '$D rm -f td-killed');
    expect(recorded.stdout).toContain('line 20\n');

    expect(await tapedeck(bench, ['validate', 'killed'])).toMatchObject({ code: 0 });
    const { info, interactions } = await openCassette(cassette(bench, 'killed'));
    expect(info.complete).toBe(false);
    const logs = interactions.find(({ operation }) => operation === 'ContainerLogs');
    expect(logs?.outcome).toMatchObject({ kind: 'streamed', end: 'cut-off' });
    expect(await tapedeck(bench, ['show', 'killed', String(logs?.id)])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('line 20'),
    });
    const replayed = await runReplayed(bench, 'killed', script);
    expect(replayed.stdout.slice(0, recorded.stdout.length)).toBe(recorded.stdout);
    expect(replayed.code).not.toBe(124);
  });

  onBench('records the same read-only session twice into equal cassettes', async (bench) => {
    const script = '$D version; $D images; $D inspect busybox:test; $D network inspect bridge; $D volume ls; $D logs td-none';
    expect((await runRecorded(bench, 'cassettes/once/look', script, ['--normalise-times'])).code).toBe(1);
    expect((await runRecorded(bench, 'cassettes/again/look', script, ['--normalise-times'])).code).toBe(1);
    expect(readAll(cassette(bench, 'again/look'), withoutDate)).toEqual(readAll(cassette(bench, 'once/look'), withoutDate));
  });

  onBench('records from a replay the cassette that was replayed', async (bench) => {
    const script = sh`
      $D create --name td-again busybox:test true; $D rename td-again td-again-2; $D inspect -f '{{.Name}}' td-again-2; $D start td-again-2
      $D network create td-again; $D network connect td-again td-again-2; $D network disconnect td-again td-again-2; $D network rm td-again
      $D image inspect busybox:test; $D logs td-again-2; $D rm -f td-again-2; $D logs td-again-2`;
    const recorded = await runRecorded(bench, 'cassettes/first/again', script, ['--normalise-times']);
    await runDirect(bench, '$D rm -f td-again td-again-2; $D network rm td-again');
    const record = `${process.execPath} ${TAPEDECK} record cassettes/second/again --normalise-times --output $O/said`;
    const again = `cat > $O/script <<'END'\n${script}\nEND\nexec ${record} -- sh $O/script`;
    const replayed = await runReplayed(bench, 'cassettes/first/again', again);
    expect({ ...replayed, stderr: '' }).toEqual({ ...recorded, stderr: '' });
    expect(readAll(cassette(bench, 'second/again'), (text) => text)).toEqual(readAll(cassette(bench, 'first/again'), (text) => text));
  });

  // One client's cassettes are enough: it takes two minutes.
  if (client === clients.at(-1)) {
    onBench('answers or resets every request of every cassette of this suite that lost a part', async (bench) => {
      const names = readdirSync(join(bench.path, 'cassettes'));
      for (const name of names.filter((name) => !['once', 'again', 'first', 'second'].includes(name))) {
        const session = await openCassette(cassette(bench, name));
        for (const at of session.interactions.keys()) {
          const waiting = [
            ...(await whoWaits(session, session.interactions.slice(0, at))),
            ...(await whoWaits(
              session,
              session.interactions.filter((_, index) => index !== at),
            )),
          ];
          expect([name, at, waiting]).toEqual([name, at, []]);
        }
      }
    });
  }

  onBench('loads every cassette of this suite and writes it again without changing a byte', async (bench) => {
    const names = readdirSync(join(bench.path, 'cassettes')).filter((name) => !['once', 'again', 'first', 'second'].includes(name));
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) {
      await writeCassette(join(bench.path, 'written', name), await openCassette(cassette(bench, name)));
      expect(readAll(join(bench.path, 'written', name))).toEqual(readAll(cassette(bench, name)));
    }
  });
}

async function playsForAnOlderClient(bench: Bench, older: Client): Promise<void> {
  const script = sh`
    echo in | $D run -i --rm --name td-older --network td-older busybox:test cat
    $D run -d --name td-older busybox:test ${IDLE} > $O/id; $D inspect -f '{{.State.Status}}' td-older; $D exec td-older echo in; $D rm -f td-older
    $D images -q; $D network create td-older-2 > $O/net; $D network rm td-older-2`;
  await runDirect(bench, '$D network create td-older');
  const recorded = await runRecorded(bench, 'older', `export DOCKER_API_VERSION=1.41; ${script}`);
  await runDirect(bench, '$D network rm td-older');
  const replayed = await runReplayed({ ...bench, client: older }, 'older', script, ['--any-version']);
  expect(replayed.stdout).toBe(recorded.stdout);
  // Here the older one says what the newer one leaves to the engine.
  expect(summaryOf(bench, 'older')).toMatch(/, 1 miss\n.*networks\/create: body \/EnableIPv6 is false, not in the recorded\n/);
}

const BUILD = 'DOCKER_BUILDKIT=1 $D build --no-cache --iidfile $O/id -t td-buildkit $W/context; c=$?; cat $O/id; exit $c';

async function buildsWithBuildKit(bench: Bench): Promise<void> {
  const recorded = await runRecorded(bench, 'buildkit', BUILD);
  expect(recorded).toMatchObject({ code: 0, stdout: expect.stringMatching(/^sha256:/) });
  const built = await runDirect(bench, '$D run --rm td-buildkit; $D rmi td-buildkit');
  expect(built).toMatchObject({ code: 0, stdout: expect.stringMatching(/^content\n/) });

  expect(await tapedeck(bench, ['validate', 'buildkit'])).toMatchObject({ code: 0 });
  for (let run = 0; run < 3; run += 1) {
    expect(seen(await runReplayed(bench, 'buildkit', BUILD))).toEqual(seen(recorded));
    expect(summaryOf(bench, 'buildkit')).toContain('0 misses');
  }
}

async function failsWithBuildKit(bench: Bench): Promise<void> {
  const build = 'DOCKER_BUILDKIT=1 $D build --no-cache $W/failing';
  const recorded = await runRecorded(bench, 'buildkit-fails', build);
  expect(recorded).toMatchObject({ code: 1, stderr: expect.stringContaining('exit code: 3') });
  expect(seen(await runReplayed(bench, 'buildkit-fails', build))).toEqual(seen(recorded));
  expect(summaryOf(bench, 'buildkit-fails')).toContain('0 misses');
}

async function missesChangedFiles(bench: Bench): Promise<void> {
  const build = 'DOCKER_BUILDKIT=1 $D build --no-cache -t td-buildkit $O/app';
  const prepare = (file: string) => `cp -r $W/context $O/app; ${file}; ${build}`;
  expect(await runRecorded(bench, 'buildkit-files', prepare('true'))).toMatchObject({ code: 0 });
  await runDirect(bench, '$D rmi td-buildkit');

  const changes: readonly (readonly [change: string, said: string])[] = [
    ['echo "RUN true" >> $O/app/Dockerfile', 'the Dockerfile is not the recorded one: Dockerfile has '],
    ['echo CONTENT > $O/app/f', 'the build context is not the recorded one: f has other content'],
    ['chmod +x $O/app/f', 'the build context is not the recorded one: f is executable'],
  ];
  for (const [change, said] of changes) {
    const replayed = await runReplayed(bench, 'buildkit-files', prepare(change));
    expect(replayed).toMatchObject({ code: 1, stderr: expect.stringContaining(said) });
    expect(summaryOf(bench, 'buildkit-files')).toContain('1 miss');
  }
}

/**
 * The progress as its client cannot help but show it: which states of a step it catches, and which of two finished steps it
 * shows first, is a matter of its own clock. What each step was, said and came to is not.
 */
function seen({ stdout, stderr, code }: Run): unknown {
  const steps = new Map<string, { readonly title: string; readonly lines: string[] }>();
  const rest: string[] = [];
  for (const line of stderr.split('\n')) {
    const [, number, text] = /^#(\d+) (.*)$/.exec(line) ?? [];
    if (number === undefined || text === undefined) {
      if (line !== '') rest.push(line);
    } else {
      const step = steps.get(number);
      if (step === undefined) steps.set(number, { title: text, lines: [] });
      else if (text !== step.title && /^(?:sha256:|\d|.* done$|DONE|CACHED|ERROR)/.test(text)) {
        // A step that is done, but goes on, was caught between two of its states.
        if (step.lines.at(-1)?.startsWith('DONE')) step.lines.pop();
        step.lines.push(text);
      }
    }
  }
  return { stdout, code, rest, steps: [...steps.values()].sort((a, b) => (a.title < b.title ? -1 : 1)) };
}

function cassette(bench: Bench, name: string): string {
  return join(bench.path, 'cassettes', name);
}

/** Every file of a cassette, by name. */
function readAll(directory: string, change = (text: string) => text): Readonly<Record<string, string>> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const read = (file: (typeof files)[number]) => change(readFileSync(join(file.parentPath, file.name), 'latin1'));
  return Object.fromEntries(files.map((file) => [join(file.parentPath, file.name).slice(directory.length), read(file)]));
}

/** The engine says the time of day in each answer. */
function withoutDate(text: string): string {
  return text.replace(/\["Date", "[^"]*"\]/g, '["Date", …]');
}
