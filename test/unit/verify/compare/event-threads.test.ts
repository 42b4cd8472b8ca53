import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allThreads, type Step, threadsOf, withoutRepeats } from '../../../../src/verify/compare/event-threads.ts';

const step = (action: string, part = ''): Step => ({ action, part });

/** What a client asks of one container, one after the other. */
const request = fc.oneof(
  fc.constantFrom('archive-path', 'kill', 'rename', 'pause', 'top').map((action) => step(action)),
  fc.constantFrom('1', '2', '3', '4').map((part) => step('exec_create', part)),
);
const session = fc
  .uniqueArray(request, { selector: ({ action, part }) => action + part })
  .map((requests) => [step('create'), step('start'), ...requests, step('destroy')]);

/** The same requests, with the starts and ends of their processes behind them, at places that are drawn. */
function played(requests: readonly Step[], draw: readonly number[]): Step[] {
  const steps = [...requests];
  const insert = (added: Step, behind: number, draws: number) => {
    const from = behind + 1;
    steps.splice(from + ((draw[draws % draw.length] as number) % (steps.length - from + 1)), 0, added);
  };
  for (const [index, { action, part }] of requests.entries()) {
    if (action !== 'exec_create') continue;
    const find = (name: string) => steps.findIndex((one) => one.action === name && one.part === part);
    insert(step('exec_start', part), find('exec_create'), index);
    insert(step('exec_die', part), find('exec_start'), index + 1);
  }
  return steps;
}

const actionsOf = (steps: readonly Step[] = []) => steps.map(({ action }) => action).join();

function areAlike(a: readonly Step[], b: readonly Step[]): boolean {
  const [threads, others] = [threadsOf(a), threadsOf(b)];
  return allThreads(threads, others).every((name) => actionsOf(threads.get(name)) === actionsOf(others.get(name)));
}

const draws = fc.array(fc.nat(1000), { minLength: 1, maxLength: 9 });

it('finds a session the same whenever its processes start and end', () => {
  fc.assert(fc.property(session, draws, draws, (requests, one, other) => areAlike(played(requests, one), played(requests, other))));
});

it('misses any step', () => {
  fc.assert(
    fc.property(session, draws, fc.nat(), (requests, draw, at) => {
      const steps = played(requests, draw);
      return !areAlike(steps, steps.toSpliced(at % steps.length, 1));
    }),
  );
});

it('leaves out nothing but reads that repeat themselves', () => {
  fc.assert(
    fc.property(session, draws, fc.nat(5), (requests, draw, times) => {
      const steps = played(requests, draw);
      const repeated = steps.flatMap((one) => Array.from({ length: one.action === 'top' ? times + 1 : 1 }, () => ({ ...one })));
      expect(withoutRepeats(steps, steps)).toEqual(steps);
      return areAlike(steps, withoutRepeats(steps, repeated));
    }),
  );
});
