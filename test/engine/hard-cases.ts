import type { Bench } from '../support/engine-session.ts';
export function hardCases(_bench: () => Bench): void {}
