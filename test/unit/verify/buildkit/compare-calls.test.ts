import { expect, it } from '@jest/globals';
import type { RawHeaders } from '../../../../src/cassette/types.ts';
import { MadeUpNames } from '../../../../src/meaning/buildkit/made-up-names.ts';
import type { CallResult } from '../../../../src/verify/buildkit/call-results.ts';
import { compareEnds, compareResults } from '../../../../src/verify/buildkit/compare-calls.ts';
import { Identities } from '../../../../src/verify/identities.ts';
import type { Difference } from '../../../../src/verify/types.ts';
import { message } from '../../../support/protobuf.ts';
import { aCall } from '../../../support/recorded-call.ts';

const SOLVE = '/moby.buildkit.v1.Control/Solve';
const HISTORY = '/moby.buildkit.v1.Control/ListenBuildHistory';
const ended = (status: number, text = ''): RawHeaders => [
  ['grpc-status', String(status)],
  ['grpc-message', text],
];
const result = (parts: Partial<CallResult> = {}): CallResult => ({ messages: [], trailers: ended(0), over: true, reason: '', ...parts });
const said = (differences: readonly Difference[]) => differences.map(({ grade, kind, pointer }) => `${grade} ${kind} ${pointer}`);

it.each<[string, string, RawHeaders, CallResult | undefined, string[]]>([
  ['ends as it did', SOLVE, ended(0), result(), []],
  ['fails as it did', SOLVE, ended(2, 'exit code: 1'), result({ trailers: ended(2, 'exit code: 1') }), []],
  ['fails now', SOLVE, ended(0), result({ trailers: ended(2, 'no') }), ['breaking status /calls/Control~1Solve/grpc-status']],
  ['no longer fails', SOLVE, ended(2, 'no'), result(), ['changed status /calls/Control~1Solve/grpc-status']],
  ['fails in other words', SOLVE, ended(2, 'a'), result({ trailers: ended(2, 'b') }), ['changed text /calls/Control~1Solve/grpc-message']],
  ['does not end', SOLVE, ended(0), result({ over: false, trailers: null }), ['breaking failed /calls/Control~1Solve']],
  ['was broken off', SOLVE, ended(0), result({ trailers: null, reason: 'gone' }), ['breaking failed /calls/Control~1Solve']],
  ['was not asked', SOLVE, ended(0), undefined, ['breaking failed /calls/Control~1Solve']],
  ['is known by now', HISTORY, ended(12), result(), ['added status /calls/Control~1ListenBuildHistory/grpc-status']],
  [
    'is not known any more, which clients can do without',
    HISTORY,
    ended(0),
    result({ trailers: ended(12) }),
    ['changed status /calls/Control~1ListenBuildHistory/grpc-status'],
  ],
])('of a call that %s it says what there is to say', (_, path, trailers, live, expected) => {
  expect(said(compareEnds(aCall(path, { trailers }), live, new MadeUpNames([])))).toEqual(expected);
});

it('asks for no end that the recording does not have', () => {
  expect(compareEnds(aCall(SOLVE, { trailers: null }), result({ over: false }), new MadeUpNames([]))).toEqual([]);
});

const [OLD, NEW] = ['a'.repeat(64), 'b'.repeat(64)];
const solved = (entries: Readonly<Record<string, string>>) =>
  message(...Object.entries(entries).map(([key, value]) => [1, message([1, key], [2, value])] as const));

function compared(recorded: Readonly<Record<string, string>>, live: Readonly<Record<string, string>>) {
  const identities = new Identities();
  const call = aCall(SOLVE, { answered: [solved(recorded)] });
  return { identities, found: said(compareResults(call, result({ messages: [solved(live)] }), identities)) };
}

it('binds the image that was made, whose digest differs by its times', () => {
  const { found, identities } = compared({ 'containerimage.digest': `sha256:${OLD}` }, { 'containerimage.digest': `sha256:${NEW}` });
  expect(found).toEqual([]);
  expect(identities.toLive(`sha256:${OLD}`)).toBe(`sha256:${NEW}`);
});

it.each<[string, Record<string, string>, Record<string, string>, string[]]>([
  ['says less', { 'image.name': 'app' }, {}, ['breaking gone /build/result/image.name']],
  ['says more', {}, { 'image.name': 'app' }, ['added new /build/result/image.name']],
  ['is called otherwise', { 'image.name': 'app' }, { 'image.name': 'docker.io/library/app' }, ['changed value /build/result/image.name']],
  ['describes its image with other numbers', { 'containerimage.descriptor': 'eyJz' }, { 'containerimage.descriptor': 'eyJ0' }, []],
])('of a result that %s it says what there is to say', (_, recorded, live, expected) => {
  expect(compared(recorded, live).found).toEqual(expected);
});
