/**
 * Where the progress of two builds differs. Whether a step was done anew or its result was there already is the engine's
 * memory and no difference; what such a step printed is known to neither side then. With which words a step fails is what
 * the build fails with: that is compared there.
 */
import type { Difference } from '../types.ts';
import type { Step, Story } from './build-story.ts';

/** Steps that depend on what the engine remembers of a registry. */
const BY_MEMORY = /^\[auth\] /;
/** Of an output so much is shown. */
const SHOWN = 400;

/** @param pointer where the build stands in its interaction */
export function compareStories(recorded: Story, live: Story, pointer: string): Difference[] {
  const [before, after] = [byName(recorded.steps), byName(live.steps)];
  const steps = [...new Set([...before.keys(), ...after.keys()])].flatMap((name) => {
    const place = `${pointer}/steps/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    return compareSteps(name, before.get(name) ?? [], after.get(name) ?? [], place);
  });
  return [...steps, ...compareWarnings(recorded.warnings, live.warnings, `${pointer}/warnings`)];
}

function compareSteps(name: string, before: readonly Step[], after: readonly Step[], pointer: string): Difference[] {
  const what = `the step ${JSON.stringify(name)}`;
  if (after.length === 0)
    return [{ grade: 'changed', kind: 'gone', pointer, recorded: name, live: null, message: `${what} is no part of the build any more` }];
  if (before.length === 0)
    return [{ grade: 'added', kind: 'new', pointer, recorded: null, live: name, message: `${what} is new in the build` }];
  const [was, is] = [sorted(before), sorted(after)];
  return was.flatMap((step, index) => {
    const other = is[index];
    return other === undefined ? [] : compareStep(what, step, other, pointer);
  });
}

function compareStep(what: string, was: Step, is: Step, pointer: string): Difference[] {
  const differences: Difference[] = [];
  if ((was.error === '') !== (is.error === '')) {
    const [grade, message] =
      was.error === '' ? (['breaking', `${what} fails: ${is.error}`] as const) : (['changed', `${what} no longer fails`] as const);
    differences.push({ grade, kind: 'status', pointer: `${pointer}/error`, recorded: shown(was.error), live: shown(is.error), message });
  }
  const gone = was.inputs.filter((input) => !is.inputs.includes(input));
  if (gone.length > 0) {
    const message = `${what} no longer needs ${gone.join(', ')}`;
    differences.push({
      grade: 'changed',
      kind: 'order',
      pointer: `${pointer}/inputs`,
      recorded: [...was.inputs],
      live: [...is.inputs],
      message,
    });
  }
  if (was.cached || is.cached) return differences;
  for (const channel of ['stdout', 'stderr'] as const) {
    if (was[channel] === is[channel]) continue;
    const message = `${what} prints something else on ${channel}`;
    const values = { recorded: shown(was[channel]), live: shown(is[channel]) };
    differences.push({ grade: 'changed', kind: 'content', pointer: `${pointer}/${channel}`, ...values, message });
  }
  return differences;
}

function compareWarnings(recorded: readonly string[], live: readonly string[], pointer: string): Difference[] {
  return [
    ...recorded
      .filter((text) => !live.includes(text))
      .map(
        (text): Difference => ({
          grade: 'changed',
          kind: 'gone',
          pointer,
          recorded: text,
          live: null,
          message: `the build no longer warns: ${text}`,
        }),
      ),
    ...live
      .filter((text) => !recorded.includes(text))
      .map(
        (text): Difference => ({ grade: 'added', kind: 'new', pointer, recorded: null, live: text, message: `the build warns: ${text}` }),
      ),
  ];
}

function byName(steps: readonly Step[]): Map<string, Step[]> {
  const named = new Map<string, Step[]>();
  for (const step of steps) if (!BY_MEMORY.test(step.name)) named.set(step.name, [...(named.get(step.name) ?? []), step]);
  return named;
}

/** Steps of one name come in any order. */
function sorted(steps: readonly Step[]): Step[] {
  const key = ({ inputs, error, stdout, stderr }: Step) => JSON.stringify([inputs, error, stdout, stderr]);
  return [...steps].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

function shown(text: string): string | null {
  if (text === '') return null;
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
