import { expect, it } from '@jest/globals';
import { MadeUpNames } from '../../../../src/meaning/buildkit/made-up-names.ts';
import { compareBuildAnswers, readBuildAnswer } from '../../../../src/verify/buildkit/compare-build-answer.ts';
import { Identities } from '../../../../src/verify/identities.ts';
import { anInteraction, aStreamedOutcome, someFiles } from '../../../support/interactions.ts';
import { message } from '../../../support/protobuf.ts';

const step = (name: string) => trace(message([1, message([1, name], [3, name])]));
const trace = (status: Buffer) => JSON.stringify({ id: 'moby.buildkit.trace', aux: status.toString('base64') });
const image = (digit: string) => JSON.stringify({ id: 'moby.image.id', aux: { ID: `sha256:${digit.repeat(64)}` } });
const error = (text: string) => JSON.stringify({ errorDetail: { message: text }, error: text });

function told(lines: readonly string[], end: 'finished' | 'client-left' | 'engine-died' = 'finished') {
  const outcome = aStreamedOutcome({ chunks: lines.map((line) => `${line}\r\n`), end });
  return { interaction: anInteraction({ method: 'POST', target: '/v1.41/build?version=2', outcome }), files: someFiles() };
}

function compared(recorded: readonly string[], live: readonly string[]) {
  const identities = new Identities();
  const found = compareBuildAnswers(told(recorded), told(live), new MadeUpNames([]), identities);
  return { identities, found: found.map(({ grade, kind, pointer }) => `${grade} ${kind} ${pointer}`) };
}

it('finds nothing in two builds of the same steps, however they are told, and binds the image', () => {
  const { found, identities } = compared([step('a'), step('b'), image('1')], [step('b'), step('a'), step('a'), image('2')]);
  expect(found).toEqual([]);
  expect(identities.toLive('1'.repeat(64))).toBe('2'.repeat(64));
});

it.each([
  ['fails now', [step('a')], [step('a'), error('no')], ['breaking status /build/error']],
  ['no longer fails', [error('no')], [], ['changed status /build/error']],
  ['fails in other words', [error('a')], [error('b')], ['changed text /build/error']],
  ['does not say its image', [image('1')], [], ['breaking gone /build/image']],
  ['says its image', [], [image('1')], ['added new /build/image']],
  ['lacks a step', [step('a')], [], ['changed gone /build/steps/a']],
])('of a build that %s it says what there is to say', (_, recorded, live, expected) => {
  expect(compared(recorded, live).found).toEqual(expected);
});

it('takes an answer for whole that came to its error, though the client left with it', () => {
  expect(readBuildAnswer(told([step('a'), error('no')], 'client-left')).whole).toBe(true);
  expect(readBuildAnswer(told([step('a')], 'client-left')).whole).toBe(false);
});

it('says that an answer was broken off, and nothing more', () => {
  const found = compareBuildAnswers(told([step('a')]), told([], 'engine-died'), new MadeUpNames([]), new Identities());
  expect(found).toEqual([expect.objectContaining({ kind: 'failed', pointer: '/build' })]);
});

it('leaves out lines that it cannot read', () => {
  expect(compared(['{"id":', step('a')], [step('a'), 'nonsense']).found).toEqual([]);
});
