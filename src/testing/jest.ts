/**
 * Cassettes for suites of jest (and others with its globals, such as vitest): started and stopped by the suite's hooks, so
 * that a miss fails a test.
 *
 *   const cassette = cassetteForSuite('containers');          one for all tests of the file or describe block
 *   const cassette = cassetteForEachTest();                   one for each test, named after its file and it
 *   it('lists', async () => new Docker({ socketPath: cassette.socketPath }) … );
 */
import { TapedeckError } from '../errors.ts';
import { type CassetteOptions, checkOptions } from './options.ts';
import { cassettesOf, TestCassettes, type TestState } from './test-cassette.ts';
import { type CassetteInUse, useCassette } from './use-cassette.ts';

export type { CassetteInUse, CassetteOptions, RecordMode } from './use-cassette.ts';

/** What is used of jest. */
export interface SuiteHooks {
  beforeAll(run: () => Promise<void>): void;
  afterAll(run: () => Promise<void>): void;
  beforeEach(run: () => Promise<void>): void;
  afterEach(run: () => Promise<void>): void;
  readonly expect: { getState(): TestState };
}

export interface SuiteOptions extends CassetteOptions {
  /** Where cassettes lie, relative to the nearest `package.json` above the test file. Default: `cassettes`. */
  readonly directory?: string;
  /** Default: jest's globals. With `injectGlobals: false` hand in what `@jest/globals` exports. */
  readonly hooks?: SuiteHooks;
}

/** The cassette that is in use now. Its members throw TD_USAGE outside of tests and hooks. */
export type SuiteCassette = Pick<CassetteInUse, 'name' | 'path' | 'state' | 'socketPath' | 'dockerHost' | 'env'>;

/**
 * One cassette for all tests of this file or `describe` block, from its `beforeAll` to its `afterAll`, which throws TD_MISSES.
 * @throws {TapedeckError} TD_USAGE where there are no hooks, or an option is wrong
 */
export function cassetteForSuite(name: string, suiteOptions: SuiteOptions = {}): SuiteCassette {
  checkOptions('cassetteForSuite', suiteOptions);
  const { hooks, directory, ...options } = suiteOptions;
  const { beforeAll, afterAll, expect } = hooksOf(hooks);
  const current = new Current();
  beforeAll(async () => {
    const { testPath } = expect.getState();
    await current.start(name, { ...options, directory: cassettesOf(testPath, directory) });
  });
  afterAll(() => current.stop());
  return current;
}

/**
 * A cassette for each test, named after its file and it (`containers lists running ones` of `test/list.test.js` is
 * `test/list.test/containers-lists-running-ones`), from `beforeEach`, which throws TD_USAGE where another test has that name,
 * to `afterEach`, which throws TD_MISSES and so fails that test.
 * @throws {TapedeckError} TD_USAGE where there are no hooks, or an option is wrong
 */
export function cassetteForEachTest(suiteOptions: SuiteOptions = {}): SuiteCassette {
  checkOptions('cassetteForEachTest', suiteOptions);
  const { hooks, directory, ...options } = suiteOptions;
  const { beforeEach, afterEach, expect } = hooksOf(hooks);
  const current = new Current();
  beforeEach(async () => {
    const test = expect.getState();
    const cassettes = cassettesOf(test.testPath, directory);
    await current.start(taken.nameOf(test, cassettes), { ...options, directory: cassettes });
  });
  afterEach(() => current.stop());
  return current;
}

/** Of this file, over all of its blocks: jest loads the module anew for each. */
const taken = new TestCassettes();

class Current implements SuiteCassette {
  #cassette: CassetteInUse | null = null;

  get name(): string {
    return this.#get().name;
  }

  get path(): string {
    return this.#get().path;
  }

  get state(): CassetteInUse['state'] {
    return this.#get().state;
  }

  get socketPath(): string {
    return this.#get().socketPath;
  }

  get dockerHost(): string {
    return this.#get().dockerHost;
  }

  get env(): CassetteInUse['env'] {
    return this.#get().env;
  }

  async start(name: string, options: CassetteOptions): Promise<void> {
    this.#cassette = await useCassette(name, options);
  }

  async stop(): Promise<void> {
    const cassette = this.#cassette;
    this.#cassette = null;
    await cassette?.stop();
  }

  #get(): CassetteInUse {
    if (this.#cassette !== null) return this.#cassette;
    throw new TapedeckError('TD_USAGE', 'no cassette is in use here', {
      hint: 'Make the client in a test or a hook: the cassette is started by beforeAll or beforeEach.',
    });
  }
}

function hooksOf(given: SuiteHooks | undefined): SuiteHooks {
  const hooks = given ?? (globalThis as Partial<SuiteHooks>);
  if (typeof hooks.beforeAll === 'function' && typeof hooks.afterEach === 'function' && hooks.expect !== undefined)
    return hooks as SuiteHooks;
  throw new TapedeckError('TD_USAGE', 'there are no hooks of a test suite here', {
    hint: 'Call it in a file that jest runs; with injectGlobals: false give { hooks: { beforeAll, afterAll, beforeEach, afterEach, expect } }.',
  });
}
