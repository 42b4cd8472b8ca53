/**
 * Which cassette a test has: the path of its file, and its own name below it.
 *
 *   test/greet.test.js   greet says hello      cassettes/test/greet.test/greet-says-hello
 *                        greet says "hello"    cassettes/test/greet.test/greet-says-hello-2149549e
 *
 * A name is found from the test alone, not from the tests beside it, so that it is the same when only one of them runs. So a
 * title that loses something on the way to a file name always ends in its digest, whether or not another one comes near it.
 * What is left are tests that jest itself cannot tell apart by name, and names that some file systems take for one: the
 * second such test is refused.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { readablePath } from '../cli/readable-path.ts';
import { TapedeckError } from '../errors.ts';
import { CASSETTES_DIRECTORY } from '../store/cassette-directory.ts';

/** What jest's `expect.getState()` tells of the test that runs. */
export interface TestState {
  /** With the titles of the blocks around it. */
  readonly currentTestName?: string | undefined;
  /** Absolute. */
  readonly testPath?: string | undefined;
  /** The same object in all tries of one test, another one for each other test. */
  readonly currentTestIdentity?: (() => object | undefined) | undefined;
}

/** As many bytes of a test's name are in that of its cassette. */
const LONGEST = 100;

/**
 * Where the cassettes of a test file lie: a path that is not absolute begins at the package that the file is of, wherever jest
 * was started. Outside of packages, and where the runner tells no file, it begins at the working directory.
 */
export function cassettesOf(testFile: string | undefined, directory: string = CASSETTES_DIRECTORY): string {
  const root = testFile === undefined ? null : packageOf(dirname(testFile));
  return resolve(root ?? '.', directory);
}

function packageOf(directory: string): string | null {
  if (existsSync(join(directory, 'package.json'))) return directory;
  const above = dirname(directory);
  return above === directory ? null : packageOf(above);
}

/**
 * The path of a test file, as seen from where `directory` lies: so it is the same on every machine. A `..` on that way is written
 * `_`. `.js` and `.ts` are left out: one is often made of the other, or becomes it. `.mjs` and `.cjs` stand side by side.
 */
export function fileName(testFile: string, directory: string): string {
  const path = relative(dirname(directory), testFile.replace(/\.[jt]s$/, '')).split(sep);
  return path.map((part) => (part === '..' ? '_' : part)).join('/');
}

/** A name that every file system takes, and that no other title comes to. */
export function titleName(title: string): string {
  const name = title
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{N}._]+/gu, '-')
    .replaceAll(/^[-.]+|-+$/g, '');
  const losesNothing = name !== '' && name.replaceAll('-', ' ') === title;
  if (losesNothing && Buffer.byteLength(name) <= LONGEST) return name;
  // A character that was cut through its middle is left out.
  const cut = Buffer.from(name)
    .subarray(0, LONGEST)
    .toString('utf8')
    .replace(/\uFFFD$/, '');
  return `${cut}-${createHash('sha256').update(title).digest('hex').slice(0, 8)}`;
}

/** The tests of a file that have run so far, each with its cassette. */
export class TestCassettes {
  readonly #taken = new Map<string, { readonly title: string; readonly identity: object | undefined }>();

  /**
   * The cassette of the test that runs now.
   * @param directory absolute
   * @throws {TapedeckError} TD_USAGE where it is that of another test, or the runner does not say which test it is
   */
  nameOf({ currentTestName: title, testPath: file, currentTestIdentity }: TestState, directory: string): string {
    if (title === undefined || title === '' || file === undefined) throw untold();
    const name = `${fileName(file, directory)}/${titleName(title)}`;
    const identity = currentTestIdentity?.();
    const key = join(directory, name).toLowerCase();
    const other = this.#taken.get(key);
    // A test that failed may be tried again. Runners that tell no identity leave only the title to know it by.
    if (other !== undefined && (other.title !== title || other.identity !== identity)) throw shared(name, file, other.title, title);
    this.#taken.set(key, { title, identity });
    return name;
  }
}

function shared(name: string, file: string, one: string, other: string): TapedeckError {
  const where = readablePath(file, process.cwd());
  const both = [one, other].map((title) => JSON.stringify(title));
  return new TapedeckError(
    'TD_USAGE',
    one === other
      ? `two tests of ${where} have the name ${both[0]}, and so one cassette, ${name}. Give each a title of its own; in it.each put %s into it.`
      : `two tests of ${where}, ${both.join(' and ')}, have one cassette, ${name}. Give one of them another title.`,
  );
}

function untold(): TapedeckError {
  return new TapedeckError('TD_USAGE', 'expect.getState() does not say which test runs, or of which file it is', {
    hint: 'Hand in { hooks } with an expect whose getState() gives currentTestName and testPath; or name the cassette yourself with useCassette.',
  });
}
