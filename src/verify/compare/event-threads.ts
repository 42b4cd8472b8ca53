/**
 * Which events of one object have an order among each other. What requests bring about comes in the order of the requests.
 * What a process does by itself comes when it does: its end is behind its start, that is all. So the events of a container are
 * threads, and each by itself is a sequence:
 *
 *   requests   create ── start ── exec_create ──────────────── archive-path ── kill ── destroy
 *   life       create ── start ───────────────────────────────────────────────── die ── destroy
 *   an exec                       exec_create ── exec_start ── exec_die
 */

export interface Step {
  readonly action: string;
  /** Of which exec, or of which container on a network, in words that both sides share; '' for the object itself. */
  readonly part: string;
}

const LIFE: ReadonlySet<string> = new Set(['create', 'start', 'die', 'destroy']);
/** No order at all: it depends on who was faster. */
const LOOSE: ReadonlySet<string> = new Set(['oom', 'detach', 'exec_detach']);
/** Events that reads make. A read that differs is asked again, and each time makes one more. */
const BY_READS: ReadonlySet<string> = new Set(['archive-path', 'export', 'save', 'top']);

/** The threads by their names; each step is in one at least. */
export function threadsOf<S extends Step>(steps: readonly S[]): ReadonlyMap<string, readonly S[]> {
  const threads = new Map<string, S[]>();
  for (const step of steps) {
    for (const name of threadNames(step)) {
      const thread = threads.get(name);
      if (thread === undefined) threads.set(name, [step]);
      else thread.push(step);
    }
  }
  return threads;
}

/** Names of the threads of either side. */
export function allThreads(...sides: readonly ReadonlyMap<string, unknown>[]): readonly string[] {
  return [...new Set(sides.flatMap((side) => [...side.keys()]))];
}

/** The live steps without those that come from asking again: a read's event that directly repeats itself where it did not. */
export function withoutRepeats<S extends Step>(recorded: readonly Step[], live: readonly S[]): readonly S[] {
  const requests = recorded.filter(isByRequest);
  const repeats = new Set<S>();
  let at = 0;
  let last: string | null = null;
  for (const step of live.filter(isByRequest)) {
    if (BY_READS.has(step.action) && step.action === last && requests[at]?.action !== step.action) repeats.add(step);
    else at += 1;
    last = step.action;
  }
  return live.filter((step) => !repeats.has(step));
}

function threadNames(step: Step): readonly string[] {
  const { action, part } = step;
  if (LOOSE.has(action)) return [`${action} ${part}`];
  const names = part === '' ? [] : [`part ${part}`];
  if (LIFE.has(action)) names.push('life');
  if (isByRequest(step)) names.push('requests');
  return names;
}

/** Of execs their making alone: they may run side by side. */
function isByRequest({ action, part }: Step): boolean {
  return !LOOSE.has(action) && (part === '' ? action !== 'die' : action === 'exec_create');
}
