import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { cassetteForEachTest, cassetteForSuite, type SuiteHooks, type SuiteOptions } from '../../../src/testing/jest.ts';
import type { TestState } from '../../../src/testing/test-cassette.ts';
import { PROJECT } from '../../support/project.ts';

/** Hooks that a test calls itself. */
function someHooks(state: TestState = {}) {
  const run: Record<string, () => Promise<void>> = {};
  const hook = (name: string) => (call: () => Promise<void>) => {
    run[name] = call;
  };
  const hooks: SuiteHooks = {
    beforeAll: hook('beforeAll'),
    afterAll: hook('afterAll'),
    beforeEach: hook('beforeEach'),
    afterEach: hook('afterEach'),
    expect: { getState: () => state },
  };
  return { hooks, run };
}

const PLAYED = { directory: 'cassettes', mode: 'none' } as const;

it('has one cassette for a suite, between its first and its last hook', async () => {
  const { hooks, run } = someHooks();
  const cassette = cassetteForSuite('demo-dockerode', { hooks, ...PLAYED });
  expect(Object.keys(run)).toEqual(['beforeAll', 'afterAll']);
  expect(() => cassette.socketPath).toThrow(expect.objectContaining({ code: 'TD_USAGE' }));
  await run.beforeAll?.();
  expect([cassette.name, cassette.state, cassette.env]).toEqual(['demo-dockerode', 'playing', { DOCKER_HOST: cassette.dockerHost }]);
  await run.afterAll?.();
  expect(() => cassette.path).toThrow('no cassette is in use here');
});

it('has a cassette for each test, named after its file and it', async () => {
  const testPath = `${PROJECT}examples/test-suites/jest.test.mjs`;
  const { hooks, run } = someHooks({ currentTestName: 'greet says hello', testPath });
  const cassette = cassetteForEachTest({ hooks, directory: 'examples/test-suites/cassettes', mode: 'none' });
  expect(Object.keys(run)).toEqual(['beforeEach', 'afterEach']);
  await run.beforeEach?.();
  expect(cassette.name).toBe('jest.test.mjs/greet-says-hello');
  expect(cassette.path).toBe(`${PROJECT}examples/test-suites/cassettes/jest.test.mjs/greet-says-hello`);
  await run.afterEach?.();
});

it('refuses wrong options before any test runs', () => {
  const { hooks, run } = someHooks();
  const wrong = { hooks, gateTimeout: 'x' } as unknown as SuiteOptions;
  expect(() => cassetteForEachTest(wrong)).toThrow("cassetteForEachTest: gateTimeout is 'x', not a number of milliseconds");
  expect(() => cassetteForSuite('x', wrong)).toThrow("cassetteForSuite: gateTimeout is 'x'");
  expect(Object.keys(run)).toEqual([]);
});

it('says so where there are no hooks', () => {
  expect(() => cassetteForSuite('x', { hooks: {} as SuiteHooks })).toThrow(expect.objectContaining({ code: 'TD_USAGE' }));
});

const played = cassetteForSuite('demo-dockerode', { hooks: { afterAll, afterEach, beforeAll, beforeEach, expect }, ...PLAYED });

it('takes the hooks that jest exports', () => {
  expect(played.state).toBe('playing');
});
