/** States that pass by themselves, with what follows them where all goes well. Whoever comes a moment later finds that one. */
const NEXT: readonly (readonly [passing: string, next: string])[] = [
  ['starting', 'healthy'],
  ['(health: starting)', '(healthy)'],
];

/** What was recorded as it is by now, where the live text says that it is so. */
export function passedOn(recorded: string, live: string): string {
  for (const [passing, next] of NEXT) {
    if (recorded.endsWith(passing) && live.endsWith(next)) return recorded.slice(0, -passing.length) + next;
  }
  return recorded;
}
