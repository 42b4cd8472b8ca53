import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Identities } from '../../../src/verify/identities.ts';
import { targetToLive } from '../../../src/verify/target-to-live.ts';

const [A, B, C] = ['4f66ad9a', 'b1946ac9', '0c3aff1e'].map((start) => start.padEnd(64, '0123456789abcdef')) as [string, string, string];

describe('Identities', () => {
  it('says the live id for the recorded one, whole, short, as a digest and within a text', () => {
    const identities = new Identities();
    expect(identities.bind('id', A, B)).toBe(true);
    expect(identities.toLive(A)).toBe(B);
    expect(identities.toLive(A.slice(0, 12))).toBe(B.slice(0, 12));
    expect(identities.toLive(`Removing ${A.slice(0, 12)} of sha256:${A}.`)).toBe(`Removing ${B.slice(0, 12)} of sha256:${B}.`);
    expect(identities.toLive(`x${A}`)).toBe(`x${A}`);
  });

  it.each(['id', 'digest', 'name', 'token'] as const)('takes a second value of a %s for another object', (kind) => {
    const identities = new Identities();
    expect(identities.bind(kind, A, B)).toBe(true);
    expect(identities.bind(kind, A, B)).toBe(true);
    expect(identities.bind(kind, A, C)).toBe(false);
    expect(identities.bind(kind, C, B)).toBe(false);
    expect(identities.toLive(`${A} ${C}`)).toBe(`${B} ${C}`);
  });

  it('knows a digest with and without its algorithm for one', () => {
    const identities = new Identities();
    identities.bind('digest', `sha256:${A}`, `sha256:${B}`);
    expect(identities.bind('id', A, B)).toBe(true);
    expect(identities.bind('id', A, C)).toBe(false);
    expect(identities.liveOf(`sha256:${A}`)).toBe(`sha256:${B}`);
  });

  it('takes a short form that comes first for the id that begins with it', () => {
    const identities = new Identities();
    expect(identities.bind('id', A.slice(0, 12), B.slice(0, 12))).toBe(true);
    expect(identities.bind('id', A, C)).toBe(false);
    expect(identities.bind('id', C, B)).toBe(false);
    expect(identities.bind('id', A, B)).toBe(true);
    expect(identities.toLive(A)).toBe(B);
  });

  it('takes the last pair of what is used again', () => {
    const identities = new Identities();
    identities.bind('address', '172.17.0.2', '172.18.0.9');
    identities.bind('address', '172.17.0.2', '172.18.0.7');
    identities.bind('port', '32768', '49153');
    identities.bind('mac', '02:42:ac:11:00:02', 'ae:11:22:33:44:55');
    identities.bind('address', 'fd00::2', 'fd00::7');
    expect(identities.toLive('http://172.17.0.2:32768/ from 02:42:AC:11:00:02, 172.17.0.2. [fd00::2]:32768')).toBe(
      'http://172.18.0.7:49153/ from ae:11:22:33:44:55, 172.18.0.7. [fd00::7]:49153',
    );
    expect(identities.toLive('32768')).toBe('49153');
    expect(identities.toLive('32768 bytes')).toBe('32768 bytes');
  });

  it('says names that the engine made, as whole words', () => {
    const identities = new Identities();
    identities.bind('name', 'eager_hopper', 'sad_lamport');
    expect(identities.jsonToLive({ Links: ['/eager_hopper:/eager_hopper'], eager_hopper: 1, keep: 'eager_hopper2' })).toEqual({
      Links: ['/sad_lamport:/sad_lamport'],
      sad_lamport: 1,
      keep: 'eager_hopper2',
    });
  });

  it('never says anything else of what is bound to itself', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[0-9a-f]{64}$/)), fc.string(), (ids, text) => {
        const identities = new Identities();
        for (const id of ids) expect(identities.bind('id', id, id)).toBe(true);
        expect(identities.toLive(`${text} ${ids.join(' ')}`)).toBe(`${text} ${ids.join(' ')}`);
      }),
    );
  });
});

describe('targetToLive', () => {
  const identities = new Identities();
  identities.bind('id', A, B);
  identities.bind('name', 'eager_hopper', 'sad_lamport');

  it.each([
    [`/v1.41/containers/${A}/json`, `/v1.41/containers/${B}/json`],
    ['/v1.41/containers/4f66/json?size=1', '/v1.41/containers/b194/json?size=1'],
    ['/v1.41/containers/4f6/json', '/v1.41/containers/4f6/json'],
    ['/v1.41/containers/eager_hopper', '/v1.41/containers/sad_lamport'],
    [`/images/sha256:${A}/json`, `/images/sha256:${B}/json`],
    [
      `/containers/json?all=1&filters=%7B%22id%22%3A%7B%22${A}%22%3Atrue%7D%7D`,
      `/containers/json?all=1&filters=%7B%22id%22%3A%7B%22${B}%22%3Atrue%7D%7D`,
    ],
    ['/commit?comment=a+b&container=4f66ad9a0123', '/commit?comment=a+b&container=b1946ac90123'],
    ['/x?a=%zz&b', '/x?a=%zz&b'],
  ])('turns %s into %s', (recorded, live) => {
    expect(targetToLive(recorded, identities)).toBe(live);
  });
});
