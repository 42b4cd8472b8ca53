import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cassettesOf, fileName, TestCassettes, titleName } from '../../../src/testing/test-cassette.ts';
import { PROJECT } from '../../support/project.ts';

const DIRECTORY = '/app/cassettes';

/** A test that runs now. */
function aTest(currentTestName: string, testPath = '/app/test/greet.test.js', identity: object = {}) {
  return { currentTestName, testPath, currentTestIdentity: () => identity };
}

it.each([
  ['/app/test/greet.test.js', DIRECTORY, 'test/greet.test'],
  ['/app/greet.spec.ts', DIRECTORY, 'greet.spec'],
  ['/app/greet.spec.mts', DIRECTORY, 'greet.spec.mts'],
  ['/app/src/greet.js', '/app/test/cassettes', '_/src/greet'],
])('names the file %s, as seen from %s', (file, directory, name) => {
  expect(fileName(file, directory)).toBe(name);
});

it('looks for cassettes in the package of the test file, wherever the runner was started', () => {
  expect(cassettesOf(`${PROJECT}test/unit/any.test.js`)).toBe(`${PROJECT}cassettes`);
  expect(cassettesOf(`${PROJECT}test/unit/any.test.js`, 'test/tapes')).toBe(`${PROJECT}test/tapes`);
  expect(cassettesOf(`${PROJECT}test/unit/any.test.js`, '/elsewhere')).toBe('/elsewhere');
  expect(cassettesOf('/nowhere/any.test.js')).toBe(`${process.cwd()}/cassettes`);
  expect(cassettesOf(undefined)).toBe(`${process.cwd()}/cassettes`);
});

it.each([
  ['containers lists running ones', 'containers-lists-running-ones'],
  ['läuft in Köln', 'läuft-in-Köln'],
  ['says "hello" : etc', 'says-hello-etc-4294d783'],
  ['says  hello — etc', 'says-hello-etc-f9293163'],
  ['../../etc/passwd', 'etc-passwd-3754d6cb'],
])('names the cassette of the title %j', (title, name) => {
  expect(titleName(title)).toBe(name);
});

it('gives different titles different names, that every file system takes', () => {
  const titles = fc.oneof(
    fc.string(),
    fc.string({ unit: 'grapheme' }),
    fc.stringMatching(/^[ab -]*$/),
    fc.string({ minLength: 90, maxLength: 300, unit: 'grapheme' }),
  );
  fc.assert(
    fc.property(titles, titles, (one, other) => {
      fc.pre(one !== other);
      expect(titleName(one)).not.toBe(titleName(other));
      expect(Buffer.byteLength(titleName(one))).toBeLessThanOrEqual(109);
      expect(titleName(one)).toMatch(/^[\p{L}\p{N}_-][\p{L}\p{N}._-]*$/u);
    }),
  );
});

it('tells tests of one title in two files apart', () => {
  const cassettes = new TestCassettes();
  expect(cassettes.nameOf(aTest('works', '/app/one.test.js'), DIRECTORY)).toBe('one.test/works');
  expect(cassettes.nameOf(aTest('works', '/app/two.test.js'), DIRECTORY)).toBe('two.test/works');
});

it('names a test alone as it does among others', () => {
  const titles = ['a+b', 'a-b', 'a b'];
  const together = new TestCassettes();
  const names = titles.map((title) => together.nameOf(aTest(title), DIRECTORY));
  expect(new Set(names).size).toBe(3);
  expect(titles.map((title) => new TestCassettes().nameOf(aTest(title), DIRECTORY))).toEqual(names);
});

it('refuses a second test of one title, and says what to do', () => {
  const cassettes = new TestCassettes();
  cassettes.nameOf(aTest('each'), DIRECTORY);
  expect(() => cassettes.nameOf(aTest('each'), DIRECTORY)).toThrow(
    expect.objectContaining({
      code: 'TD_USAGE',
      message:
        'two tests of /app/test/greet.test.js have the name "each", and so one cassette, test/greet.test/each. Give each a title of its own; in it.each put %s into it.',
    }),
  );
});

it('refuses names that differ only in case, with both titles', () => {
  const cassettes = new TestCassettes();
  cassettes.nameOf(aTest('Works'), DIRECTORY);
  expect(() => cassettes.nameOf(aTest('works'), DIRECTORY)).toThrow(/"Works" and "works", have one cassette, test\/greet.test\/works/);
  expect(cassettes.nameOf(aTest('works'), '/app/others/cassettes')).toBe('_/test/greet.test/works');
});

it('gives a test that is tried again its cassette', () => {
  const cassettes = new TestCassettes();
  const test = aTest('works');
  expect(cassettes.nameOf(test, DIRECTORY)).toBe(cassettes.nameOf(test, DIRECTORY));
  const untold = { currentTestName: 'each', testPath: '/app/one.test.js' };
  expect(cassettes.nameOf(untold, DIRECTORY)).toBe(cassettes.nameOf(untold, DIRECTORY));
});

it.each([{ testPath: '/app/one.test.js' }, { currentTestName: '', testPath: '/app/one.test.js' }, { currentTestName: 'works' }])(
  'names no cassette where %j is all that is known',
  (state) => {
    expect(() => new TestCassettes().nameOf(state, DIRECTORY)).toThrow('does not say which test runs, or of which file it is');
  },
);
