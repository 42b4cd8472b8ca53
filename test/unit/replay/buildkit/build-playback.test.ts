/** One build on a clock that is moved by hand, without sockets. */
import { expect, it } from '@jest/globals';
import type { Interaction, RawHeaders } from '../../../../src/cassette/types.ts';
import type { MadeCallListener, ServedCall } from '../../../../src/docker/grpc-ends.ts';
import { writeProtobuf } from '../../../../src/docker/protobuf.ts';
import type { BuildEvent, RecordedBuild } from '../../../../src/meaning/buildkit/recorded-builds.ts';
import type { CallStep, RecordedCall } from '../../../../src/meaning/buildkit/recorded-calls.ts';
import { SentFiles } from '../../../../src/meaning/buildkit/sent-files.ts';
import { BuildPlayback } from '../../../../src/replay/buildkit/build-playback.ts';
import type { Miss } from '../../../../src/replay/miss.ts';
import { dataPacket, type OfferedFile, statPacket } from '../../../support/buildkit-client.ts';
import { aHijackedOutcome, anInteraction } from '../../../support/interactions.ts';
import { ManualClock } from '../../../support/playback.ts';

const OK: RawHeaders = [['grpc-status', '0']];
const SOLVE = '/moby.buildkit.v1.Control/Solve';
const STATUS = '/moby.buildkit.v1.Control/Status';
const SYNC = '/moby.filesync.v1.FileSync/DiffCopy';
const FILE: OfferedFile = { path: 'f', content: 'content' };

function aCall(
  path: string,
  opened: number,
  answer: readonly CallStep[],
  files: SentFiles | null = null,
  interaction?: Interaction,
): RecordedCall {
  const last = answer.at(-1);
  return {
    interaction: interaction ?? anInteraction({ outcome: aHijackedOutcome({ chunks: ['x'] }) }),
    path,
    opened: { seq: opened, at: opened },
    headers: [[':path', path]],
    asked: [],
    answer,
    files,
    upload: null,
    closed: last?.kind === 'trailers' ? { seq: last.seq, at: last.at } : null,
    cancelled: null,
  };
}

const says = (seq: number, text: string): CallStep => ({ seq, at: seq, kind: 'message', data: Buffer.from(text) });
const ends = (seq: number): CallStep => ({ seq, at: seq, kind: 'trailers', headers: OK });

function filesOf(file: OfferedFile): SentFiles {
  const files = new SentFiles();
  for (const packet of packetsOf(file)) files.take(packet);
  return files;
}

function packetsOf(file: OfferedFile): Buffer[] {
  return [statPacket(file), writeProtobuf([]), dataPacket(0, Buffer.from(file.content)), dataPacket(0, Buffer.alloc(0))];
}

/** asked Solve 1, asked Status 2, called DiffCopy 3, answered 6; said by Status 5 and 8, by Solve 9. */
function aBuild(interaction?: Interaction) {
  const solve = aCall(SOLVE, 1, [ends(9)], null, interaction);
  const status = aCall(STATUS, 2, [says(5, 'one'), says(8, 'two'), ends(8)], null, interaction);
  const sync = aCall(SYNC, 3, [ends(6)], filesOf(FILE));
  const events: BuildEvent[] = [
    { seq: 1, at: 1, kind: 'asked', call: solve },
    { seq: 2, at: 2, kind: 'asked', call: status },
    { seq: 3, at: 3, kind: 'called', call: sync },
    ...[...status.answer, ...solve.answer].map(
      (step): BuildEvent => ({ seq: step.seq, at: step.at, kind: 'said', step, call: step.seq === 9 ? solve : status }),
    ),
    { seq: 6, at: 6, kind: 'answered', call: sync },
  ];
  events.sort((a, b) => a.seq - b.seq);
  const build: RecordedBuild = {
    by: solve,
    ref: 'r',
    session: 's',
    others: [],
    internal: false,
    key: '',
    calls: [solve, status],
    events: () => events,
  };
  const clock = new ManualClock();
  const misses: Miss[] = [];
  const stage = { clock, speed: 'instant' as const, behindHead: 0, gateTimeout: 1000, onMiss: (miss: Miss) => misses.push(miss) };
  const playback = new BuildPlayback({
    bindings: null,
    cassette: 'hello',
    build,
    events,
    names: { ref: 'r', session: 's', others: [] },
    stage,
    request: 'a build',
  });
  return { playback, solve, status, clock, misses };
}

/** A live call, and what it was told. */
function aLiveCall(path: string): ServedCall & { readonly told: string[] } {
  const told: string[] = [];
  return {
    path,
    headers: [],
    told,
    answer: () => told.push('head'),
    message: (data) => told.push(data.toString()),
    trailers: (headers) => {
      const value = (name: string) => headers.find(([header]) => header === name)?.[1] ?? '';
      told.push(`end ${value('grpc-status')} ${value('grpc-message')}`.trim());
    },
  };
}

/** A client that hands over that file once it is asked. */
function aCaller(file: OfferedFile | null) {
  const calls: MadeCallListener[] = [];
  return {
    calls,
    data() {},
    end() {},
    left() {},
    close() {},
    call: (_: RawHeaders, listener: MadeCallListener) => {
      calls.push(listener);
      return {
        message: (data: Buffer) => {
          if (data.length > 2 || data[1] === 3) listener.over(OK, '');
        },
        end() {},
        cancel() {},
      };
    },
    give() {
      if (file !== null) for (const packet of packetsOf(file)) calls[0]?.message(packet);
    },
  };
}

it('says what was said, each thing when all before it has happened again', () => {
  const { playback, solve, status, clock, misses } = aBuild();
  const [liveSolve, liveStatus, caller] = [aLiveCall(SOLVE), aLiveCall(STATUS), aCaller(FILE)];
  playback.hear(status, liveStatus);
  clock.advance(100);
  expect(liveStatus.told).toEqual([]);
  playback.hear(solve, liveSolve);
  clock.advance(100);
  expect(liveStatus.told).toEqual([]);
  playback.attach(caller);
  clock.advance(100);
  expect(liveStatus.told).toEqual(['one']);
  caller.give();
  clock.advance(100);
  expect(liveStatus.told).toEqual(['one', 'two', 'end 0']);
  expect(liveSolve.told).toEqual(['end 0']);
  expect([misses, clock.pending]).toEqual([[], 0]);
});

it('ends every call of a build whose files are others, and each one that comes later', () => {
  const { playback, solve, status, clock, misses } = aBuild();
  const [liveSolve, liveStatus, late, caller] = [
    aLiveCall(SOLVE),
    aLiveCall(STATUS),
    aLiveCall(SOLVE),
    aCaller({ ...FILE, content: 'CONTENT' }),
  ];
  playback.hear(solve, liveSolve);
  playback.hear(status, liveStatus);
  playback.attach(caller);
  clock.advance(100);
  caller.give();
  expect(liveStatus.told.at(-1)).toBe('end 0');
  expect(liveSolve.told).toEqual([expect.stringMatching(/^end 2 tapedeck: a build, .* f has other content%0A {2}nearest: /)]);
  playback.hear(solve, late);
  expect(late.told).toEqual(liveSolve.told);
  expect([misses.length, clock.pending]).toEqual([1, 0]);
});

it.each([
  ['a call', false, false, 'waited 1001 ms for the call Control/Status, which did not come'],
  ['a session', true, false, 'for the client to offer its session (POST /session), which did not come'],
  ['an answer of the client', true, true, 'for the client to answer FileSync/DiffCopy'],
])('waits for %s as long as the gate does, then says what for', (_, asksStatus, offers, reason) => {
  const { playback, solve, status, clock, misses } = aBuild();
  const live = aLiveCall(SOLVE);
  playback.hear(solve, live);
  if (asksStatus) playback.hear(status, aLiveCall(STATUS));
  if (offers) playback.attach(aCaller(null));
  clock.advance(2000);
  expect(live.told).toEqual([expect.stringContaining('end 2 tapedeck: a build')]);
  expect(misses.map(({ kind, message }) => [kind, message])).toEqual([['gate', expect.stringContaining(reason)]]);
});

it('forgets a build whose client has cancelled its Solve', () => {
  const { playback, solve, clock, misses } = aBuild();
  playback.hear(solve, aLiveCall(SOLVE));
  playback.leave(solve);
  expect(clock.pending).toBe(0);
  clock.advance(5000);
  expect(misses).toEqual([]);
});

it('ends a call of which the recording was cut off', () => {
  const { playback, solve, status, clock } = aBuild(anInteraction({ outcome: aHijackedOutcome({ chunks: ['x'], end: 'cut-off' }) }));
  const cut = aCall(SOLVE, 1, [], null, solve.interaction);
  const live = aLiveCall(SOLVE);
  playback.hear(cut, live);
  playback.hear(solve, aLiveCall(SOLVE));
  playback.hear(status, aLiveCall(STATUS));
  const caller = aCaller(FILE);
  playback.attach(caller);
  clock.advance(100);
  caller.give();
  clock.advance(100);
  expect(live.told).toEqual(['end 14 tapedeck: the recording was cut off here']);
});
