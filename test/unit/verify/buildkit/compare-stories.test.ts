import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { StoryReader } from '../../../../src/verify/buildkit/build-story.ts';
import { compareStories } from '../../../../src/verify/buildkit/compare-stories.ts';
import { type Field, message } from '../../../support/protobuf.ts';

interface Told {
  readonly name: string;
  readonly digest?: string;
  readonly inputs?: readonly string[];
  readonly cached?: boolean;
  readonly error?: string;
  readonly stdout?: string;
}

/** Progress as an engine sends it: each step begins, prints and ends in messages of its own. */
function progress(steps: readonly Told[]): Buffer[] {
  return steps.flatMap(({ name, digest = name, inputs = [], cached = false, error, stdout }) => {
    const vertex: Field[] = [[1, digest], ...inputs.map((input): Field => [2, input]), [3, name]];
    if (cached) vertex.push([4, 1]);
    const failed: Field[] = error === undefined ? [] : [[7, error]];
    const begun = message([1, message(...vertex)]);
    const said = stdout === undefined ? [] : [message([3, message([1, digest], [3, 1], [4, stdout])])];
    const ended = message([1, message(...vertex, [6, message([1, 7])], ...failed)]);
    return [begun, ...said, ended];
  });
}

function story(messages: readonly Buffer[]) {
  const reader = new StoryReader();
  for (const each of messages) reader.take(each);
  return reader.story();
}

const differences = (recorded: readonly Told[], live: readonly Told[]) =>
  compareStories(story(progress(recorded)), story(progress(live)), '/build').map(
    ({ grade, kind, pointer }) => `${grade} ${kind} ${pointer}`,
  );

it.each<[string, readonly Told[], readonly Told[], readonly string[]]>([
  ['the same steps', [{ name: '[1/2] FROM x' }], [{ name: '[1/2] FROM x' }], []],
  ['a step that goes by the name of another stage', [{ name: '[one 1/3] FROM x' }], [{ name: '[stage-2 1/2] FROM x' }], []],
  [
    'steps of one name that print other things',
    [{ name: 'a' }, { name: 'RUN x', digest: '1', stdout: '1' }, { name: 'RUN x', digest: '2', stdout: '2', inputs: ['a'] }],
    [{ name: 'a' }, { name: 'RUN x', digest: '3', cached: true, inputs: ['a'] }, { name: 'RUN x', digest: '4', stdout: '1' }],
    [],
  ],
  ['other digests', [{ name: 'a', digest: 'sha256:1' }], [{ name: 'a', digest: 'sha256:2' }], []],
  ['a step that came from the cache', [{ name: 'RUN a', stdout: 'hi\n' }], [{ name: 'RUN a', cached: true }], []],
  ['a token for a registry', [{ name: '[auth] library/x:pull token' }], [], []],
  ['a step that is gone', [{ name: 'RUN a/b' }], [], ['changed gone /build/steps/RUN a~1b']],
  ['a new step', [], [{ name: 'x' }], ['added new /build/steps/x']],
  ['other output', [{ name: 'a', stdout: '1\n' }], [{ name: 'a', stdout: '2\n' }], ['changed content /build/steps/a/stdout']],
  ['a step that fails', [{ name: 'a' }], [{ name: 'a', error: 'exit code: 1' }], ['breaking status /build/steps/a/error']],
  ['one that no longer fails', [{ name: 'a', error: 'exit code: 1' }], [{ name: 'a' }], ['changed status /build/steps/a/error']],
  ['a failure in other words', [{ name: 'a', error: 'x' }], [{ name: 'a', error: 'y' }], []],
  [
    'a step that waits for less',
    [{ name: 'a' }, { name: 'b', inputs: ['a'] }],
    [{ name: 'a' }, { name: 'b' }],
    ['changed order /build/steps/b/inputs'],
  ],
])('of %s it says what there is to say', (_, recorded, live, expected) => {
  expect(differences(recorded, live)).toEqual(expected);
});

it('does not mind how often and in which order steps are told', () => {
  const steps: Told[] = [
    { name: 'a', stdout: 'x\n' },
    { name: 'b', inputs: ['a'] },
    { name: 'c', error: 'no' },
  ];
  fc.assert(
    fc.property(fc.shuffledSubarray(steps, { minLength: 3 }), fc.nat(3), (shuffled, again) => {
      const told = progress(shuffled);
      const repeated = [...told, ...told.filter((each) => each.toString().includes('no')).slice(0, again)];
      expect(compareStories(story(progress(steps)), story(repeated), '')).toEqual([]);
    }),
  );
});

it('tells of warnings that are new, and of those that are gone', () => {
  const warns = (text: string) => story([message([4, message([1, 'x'], [3, text])])]);
  expect(compareStories(warns('old'), warns('new'), '/build').map(({ message: text }) => text)).toEqual([
    'the build no longer warns: old',
    'the build warns: new',
  ]);
});

it('takes bytes that are no message for none', () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => expect(() => story([Buffer.from(bytes)])).not.toThrow()));
});
