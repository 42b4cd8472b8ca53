import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkOptions } from '../../../src/testing/options.ts';

it('takes what is documented', () => {
  const playback = { directory: 'x', requireAll: true, anyVersion: false, exact: true, bind: ['* query name name'], speed: 0.5 };
  const all = { ...playback, mode: 'none', upstream: 'tcp://h:1', setDockerHost: true, allowRepeats: true, normaliseTimes: true };
  checkOptions('useCassette', { ...all, gateTimeout: 0 });
  checkOptions('cassetteForEachTest', { ...all, hooks: {} });
  checkOptions('loadCassette', { ...playback, speed: 'recorded', url: 'http://127.0.0.1:2375' });
});

it('takes undefined for an option that was left out', () => {
  checkOptions('useCassette', { mode: undefined, gateTimeout: undefined, bind: undefined });
});

it.each([
  [{ gateTimeout: 'x' }, "gateTimeout is 'x', not a number of milliseconds from 0 to 3600000"],
  [{ gateTimeout: Number.NaN }, 'gateTimeout is NaN, not a number'],
  [{ gateTimeout: -1 }, 'gateTimeout is -1, not a number'],
  [{ gateTimeout: 2 ** 31 }, 'gateTimeout is 2147483648, not a number'],
  [{ mode: 'sometimes' }, "mode is 'sometimes', not 'once', 'new-episodes', 'none', 'all'"],
  [{ mode: null }, 'mode is null, not'],
  [{ directory: new URL('file:///x') }, 'not the path of a directory'],
  [{ directory: '' }, "directory is '', not the path of a directory"],
  [{ requireAll: 'yes' }, "requireAll is 'yes', not true or false"],
  [{ bind: 'ContainerCreate body /x any' }, "bind is 'ContainerCreate body /x any', not a list of rules"],
  [{ bind: [1] }, 'bind is [ 1 ], not a list of rules'],
  [{ bind: ['ContainerCraete body /x any'] }, 'ContainerCraete is no operation'],
  [{ speed: 0 }, "speed is 0, not 'instant', 'recorded' or a number above 0"],
  [{ speed: '2x' }, "speed is '2x', not"],
  [{ upstream: 5 }, 'upstream is 5, not the URL of an engine'],
  [{ upstream: '/var/run/docker.sock' }, 'upstream: "/var/run/docker.sock" is no URL of an engine'],
])('refuses %j by name, with what was given and what may be', (options, message) => {
  expect(() => checkOptions('useCassette', options)).toThrow(
    expect.objectContaining({ code: 'TD_USAGE', message: expect.stringContaining(message) }),
  );
});

it.each([null, 'none', 7, ['none']])('refuses %j, which is no object with options', (options) => {
  expect(() => checkOptions('useCassette', options)).toThrow('the options of useCassette are');
});

it('refuses each name that is no option, and lists those that are', () => {
  expect(() => checkOptions('useCassette', { gateTimout: 5 })).toThrow(
    'gateTimout is no option of useCassette; its options are allowRepeats, anyVersion, bind,',
  );
  expect(() => checkOptions('loadCassette', { mode: 'none' })).toThrow('mode is no option of loadCassette');
  expect(() => checkOptions('useCassette', { hooks: {} })).toThrow('hooks is no option of useCassette');
  const known = /^(mode|directory|upstream|setDockerHost|requireAll|anyVersion|allowRepeats|exact|bind|speed|gateTimeout|normaliseTimes)$/;
  fc.assert(
    fc.property(
      fc.string().filter((name) => !known.test(name)),
      (name) => {
        const options = JSON.parse(`{${JSON.stringify(name)}: true}`) as unknown;
        expect(() => checkOptions('useCassette', options)).toThrow('is no option of useCassette');
      },
    ),
  );
});

it.each(['localhost', 'unix:///x', 7])('wants for nock a URL that it can intercept, not %j', (url) => {
  expect(() => checkOptions('loadCassette', { url })).toThrow('loadCassette: url is');
});
