import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareExchange } from '../../../../src/verify/compare/compare-exchange.ts';
import { Identities } from '../../../../src/verify/identities.ts';
import { anyInteraction } from '../../../support/any-interaction.ts';
import { differencesOf, linesOf } from '../../../support/comparing.ts';
import { aHijackedOutcome, aStreamedOutcome, aWholeOutcome, someFiles } from '../../../support/interactions.ts';

const INFO = '/v1.41/info';
const error = (status: number, message: string) => aWholeOutcome({ status, json: { message } });

describe('compareExchange', () => {
  it.each([
    [200, 404, 'breaking status'],
    [500, 400, 'changed status'],
    [404, 500, 'breaking status'],
    [409, 500, 'breaking status'],
    [304, 204, 'breaking status'],
    [404, 200, 'breaking status'],
    [500, 200, 'changed status'],
  ])('grades a status of %d that is %d now', async (was, is, expected) => {
    const [line] = linesOf(await differencesOf(INFO, aWholeOutcome({ status: was }), aWholeOutcome({ status: is })));
    expect(line).toBe(`${expected}: SystemInfo: the status is ${is}, it was ${was}`);
  });

  it('tells a refused version from any other refusal', async () => {
    const [one] = await differencesOf(
      INFO,
      aWholeOutcome({ json: {} }),
      error(400, 'client version 1.24 is too old. Minimum supported API version is 1.44'),
    );
    expect(one).toMatchObject({ kind: 'version-refused', grade: 'breaking' });
  });

  it('takes a size that comes in time for one that came too late, not the other way round', async () => {
    const [late, set] = [error(500, 'cannot resize a stopped container: unknown'), aWholeOutcome()];
    const post = (target: string) => ({ method: 'POST', target });
    for (const asked of [post('/v1.45/exec/a1/resize?h=24&w=80'), post('/v1.45/containers/a1/resize?h=24&w=80')]) {
      expect(await differencesOf(asked, late, set)).toEqual([]);
      expect(await differencesOf(asked, set, late)).toHaveLength(1);
      expect(await differencesOf(asked, error(500, 'no'), set)).toHaveLength(1);
    }
    expect(await differencesOf(post('/v1.45/containers/a1/start'), late, set)).toHaveLength(1);
  });

  it('compares errors by what they say, after ids', async () => {
    const said = (id: string) => error(409, `container ${id.padEnd(64, '0')} is running`);
    expect(await differencesOf(INFO, said('a1'), said('b2'))).toEqual([]);
    expect(linesOf(await differencesOf(INFO, error(409, 'You cannot'), error(409, 'cannot')))).toEqual([
      'changed text: SystemInfo: the error is "cannot", it was "You cannot"',
    ]);
  });

  it('counts headers that clients act on, and no others', async () => {
    const head = (type: string, rest: readonly (readonly [string, string])[] = []) =>
      aWholeOutcome({ headers: [['Content-Type', type], ['Server', type], ['Api-Version', type], ['Date', type], ...rest] });
    expect(
      linesOf(await differencesOf('/_ping', head('text/plain; charset=utf-8'), head('text/plain', [['Builder-Version', '2']]))),
    ).toEqual(['added header: SystemPing: header Builder-Version is new: "2"']);
    expect(linesOf(await differencesOf('/_ping', head('a/b'), head('c/d')))).toEqual([
      'changed media-type: SystemPing: the media type is c/d, it was a/b',
    ]);
  });

  it('reads what an engine says of a file', async () => {
    const stat = (json: object) =>
      aWholeOutcome({ headers: [['X-Docker-Container-Path-Stat', Buffer.from(JSON.stringify(json)).toString('base64')]] });
    const head = { method: 'HEAD', target: '/v1.41/containers/web/archive?path=/f' };
    expect(
      await differencesOf(head, stat({ size: 1, mtime: '2026-01-02T03:04:05Z' }), stat({ mtime: '2025-01-02T03:04:05Z', size: 1 })),
    ).toEqual([]);
    expect(linesOf(await differencesOf(head, stat({ size: 1 }), stat({ size: 2 })))).toEqual([
      'changed value: ContainerArchiveInfo: header X-Docker-Container-Path-Stat.size is 2, it was 1',
    ]);
  });

  it('finds an answer that is broken off, or does not come', async () => {
    const failed = { kind: 'failed', interim: [], reason: 'upstream-closed', detail: '', partial: { encoding: 'text', data: '' } } as const;
    expect(linesOf(await differencesOf(INFO, aWholeOutcome({ json: {} }), failed))).toEqual([
      'breaking failed: SystemInfo: is not answered: the engine closed the connection',
    ]);
    expect(await differencesOf(INFO, failed, failed)).toEqual([]);
    expect(linesOf(await differencesOf(INFO, failed, aWholeOutcome({ json: {} })))).toEqual([
      'changed failed: SystemInfo: is answered, but when it was recorded the engine closed the connection',
    ]);
    expect(linesOf(await differencesOf(INFO, aWholeOutcome({ json: {} }), aWholeOutcome({ json: {}, end: 'engine-died' })))).toEqual([
      'breaking failed: SystemInfo: the engine broke off its answer',
    ]);
  });

  it('finds the exit code of a wait, and its key that is gone', async () => {
    const wait = { method: 'POST', target: '/v1.41/containers/web/wait' };
    const said = (text: string) => aStreamedOutcome({ chunks: [text] });
    expect(linesOf(await differencesOf(wait, said('{"Error":null,"StatusCode":0}\n'), said('{"StatusCode":7}\n')))).toEqual([
      'changed gone: ContainerWait: Error is gone, it was null',
      'breaking exit-code: ContainerWait: StatusCode is 7, it was 0',
    ]);
  });

  it('does not count what a stream of another protocol holds', async () => {
    const stream = (bytes: string) => aHijackedOutcome({ chunks: [bytes] });
    expect(await differencesOf({ method: 'POST', target: '/session' }, stream('PRI'), stream('other'))).toEqual([]);
  });

  it('finds nothing between an answer and itself, whatever it is', async () => {
    const files = { ...someFiles(), read: () => Buffer.from('x'), async *stream() {} };
    const own = { isRecorded: () => false, isLive: () => false };
    await fc.assert(
      fc.asyncProperty(anyInteraction, async (interaction) => {
        const told = { interaction, files };
        expect(await compareExchange(told, told, { identities: new Identities(), description: null, own })).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('never throws, whatever the two are', async () => {
    const files = { ...someFiles(), read: () => Buffer.from('x'), async *stream() {} };
    const own = { isRecorded: () => true, isLive: () => true };
    await fc.assert(
      fc.asyncProperty(anyInteraction, anyInteraction, async (interaction, other) => {
        const told = compareExchange(
          { interaction, files },
          { interaction: other, files },
          { identities: new Identities(), description: null, own },
        );
        expect(Array.isArray(await told)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});
