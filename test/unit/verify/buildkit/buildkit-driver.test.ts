/** Recorded builds of buildx 0.29 and docker CLI 20.10, checked against a playback that stands for the engine. */
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import type { Cassette, Interaction } from '../../../../src/cassette/types.ts';
import { openCassette } from '../../../../src/cli/cassettes.ts';
import { readCalls } from '../../../../src/meaning/buildkit/recorded-calls.ts';
import { GRPC_ENDS } from '../../../../src/proxy/http2.ts';
import { BuildKitDriver } from '../../../../src/verify/buildkit/buildkit-driver.ts';
import { Identities } from '../../../../src/verify/identities.ts';
import { type DriveOptions, driveAgainst } from '../../../support/played-engine.ts';

const opened = (name: string) => openCassette(join(import.meta.dirname, '../../../fixtures/buildkit', name));

function counting() {
  let drawn = 0;
  return () => (drawn++ * 0.377) % 1;
}

async function checked(cassette: Cassette, played: Cassette, options?: DriveOptions) {
  const identities = new Identities();
  const driver = new BuildKitDriver({ cassette, identities, ends: GRPC_ENDS, random: counting() });
  const { differences, misses } = await driveAgainst(driver, cassette, played, identities, options);
  const skipped = cassette.interactions.flatMap((interaction) => driver.skipped(interaction) ?? []);
  return { driver, identities, misses, skipped, differences: [...differences.values()].flat() };
}

it('finds nothing where the engine does what was recorded, in a build of buildx', async () => {
  const cassette = await opened('buildx-0.29');
  const { differences, misses, skipped } = await checked(cassette, cassette);
  expect(differences).toEqual([]);
  expect(misses).toEqual([]);
  expect(skipped).toEqual([]);
});

it('hands over the files of a build of docker CLI 20.10, under names of its own', async () => {
  const cassette = await opened('cli-20.10');
  const { differences, misses, skipped, identities } = await checked(cassette, cassette);
  expect(differences).toEqual([]);
  expect(misses).toEqual([]);
  expect(skipped).toEqual([]);
  expect(identities.toLive('qevipx9mu4ly6q97rlj2uoddr')).toMatch(/^[a-z0-9]{25}$/);
  expect(identities.toLive('qevipx9mu4ly6q97rlj2uoddr')).not.toBe('qevipx9mu4ly6q97rlj2uoddr');
});

it('compares the answers to POST /build by what they say', async () => {
  const { interactions, files, ...rest } = await opened('cli-20.10');
  const cassette = { interactions, files, ...rest };
  const build = interactions.find(({ operation }) => operation === 'ImageBuild') as Interaction;
  const driver = new BuildKitDriver({ cassette, identities: new Identities(), ends: GRPC_ENDS, random: counting() });
  const recorded = { interaction: build, files };
  expect(driver.compare(recorded, recorded)).toEqual([]);
  const ping = interactions[0] as Interaction;
  expect(driver.compare({ interaction: ping, files }, { interaction: ping, files })).toBeNull();
});

/** The same cassette without what its client handed over of its files: the engine had them from an earlier build. */
function withoutContents(cassette: Cassette): Cassette {
  const interactions = cassette.interactions.map((interaction): Interaction => {
    if (interaction.operation !== 'Session' || interaction.outcome.kind !== 'hijacked') return interaction;
    const calls = readCalls(interaction, cassette.files);
    if (!calls.some(({ files }) => (files?.contents.length ?? 0) > 0)) return interaction;
    // All that comes after the first list of files was named.
    const [first] = calls;
    const chunks = interaction.outcome.chunks.filter(({ seq }) => seq <= (first?.opened.seq ?? 0) + 2);
    return {
      ...interaction,
      outcome: { ...interaction.outcome, chunks },
      times: { ...interaction.times, chunks: interaction.times.chunks.slice(0, chunks.length) },
    };
  });
  return { ...cassette, interactions };
}

it('says which file a recording lacks, where the engine of today does not have it', async () => {
  const cassette = await opened('buildx-0.29');
  const { skipped, misses } = await checked(withoutContents(cassette), cassette);
  const reason =
    'the engine asks for Dockerfile, whose content is not in the recording: the recorded engine had it from an earlier build. Record with an empty build cache (docker builder prune)';
  expect(skipped).toEqual([reason, reason]);
  expect(misses).toHaveLength(1);
});

it('is over when its time is, and says what did not end', async () => {
  const cassette = await opened('buildx-0.29');
  let timeUp: () => void = () => {};
  const options = {
    timeUp: new Promise<void>((resolve) => {
      timeUp = resolve;
    }),
    skips: ({ operation }: Interaction) => operation === 'Session',
  };
  const check = checked(cassette, cassette, options);
  setImmediate(timeUp);
  const { differences } = await check;
  expect(differences).toContainEqual(expect.objectContaining({ grade: 'breaking', kind: 'failed', pointer: '/calls/Control~1Solve' }));
});

it('is over when the engine leaves in the middle, and says so of what it had not answered', async () => {
  const cassette = await opened('buildx-0.29');
  let leave: () => void = () => {};
  const gone = new Promise<void>((resolve) => {
    leave = resolve;
  });
  const check = checked(cassette, cassette, { gone, skips: ({ operation }) => operation === 'Session' });
  setImmediate(leave);
  const { differences } = await check;
  expect(differences).toContainEqual(expect.objectContaining({ kind: 'failed', pointer: '/calls/Control~1Solve' }));
});

it('does not ask for a build that its client gave up', async () => {
  const { interactions, ...rest } = await opened('buildx-0.29');
  const cut = interactions.map((interaction): Interaction => {
    if (interaction.operation !== 'BuildKitGrpc' || interaction.outcome.kind !== 'hijacked') return interaction;
    const chunks = interaction.outcome.chunks.filter(({ seq }) => seq < 120);
    return {
      ...interaction,
      outcome: { ...interaction.outcome, chunks },
      times: { ...interaction.times, chunks: interaction.times.chunks.slice(0, chunks.length) },
    };
  });
  const cassette = { ...rest, interactions: cut };
  const { skipped, misses } = await checked(cassette, { ...rest, interactions });
  expect(skipped[0]).toContain('the recording ends before its build does');
  expect(misses).toEqual([]);
});
