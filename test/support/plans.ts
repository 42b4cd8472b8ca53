/** Sessions to be planned, and engines to plan them for, in one line each. */
import type { Interaction } from '../../src/cassette/types.ts';
import type { NamedThing, PlanStep, SessionPlan } from '../../src/docker/session-plan.ts';
import type { Ask } from '../../src/verify/plan/ask.ts';
import type { EngineHost } from '../../src/verify/plan/host-paths.ts';
import { type PlanOptions, planSession } from '../../src/verify/plan/plan-session.ts';
import { aCassette, aStreamedOutcome, aWholeOutcome, type InteractionParts, someInteractions } from './interactions.ts';

export const WEB: string = 'a1'.repeat(32);
export const OTHER: string = 'b2'.repeat(32);
export const IMAGE: string = 'c3'.repeat(32);

/** `asked('DELETE /containers/web?force=1', 204)`, answered with JSON where there is some. */
export function asked(line: string, status: number, answer?: unknown, json?: unknown): InteractionParts {
  const [method = '', path = ''] = line.split(' ', 2);
  const outcome = aWholeOutcome(answer === undefined ? { status } : { status, json: answer });
  return { method, target: `/v1.41${path}`, outcome, ...(json === undefined ? {} : { json }) };
}

/** The same for answers in pieces: one document each. */
export function progress(line: string, documents: readonly unknown[], parts: InteractionParts = {}): InteractionParts {
  const [method = '', path = ''] = line.split(' ', 2);
  return {
    method,
    target: `/v1.41${path}`,
    outcome: aStreamedOutcome({ chunks: documents.map((one) => `${JSON.stringify(one)}\r\n`) }),
    ...parts,
  };
}

export function created(id: string, name: string | null, body: unknown = { Image: 'busybox:test' }): InteractionParts {
  return asked(`POST /containers/create${name === null ? '' : `?name=${name}`}`, 201, { Id: id, Warnings: [] }, body);
}

export const NOT_FOUND: { readonly message: string } = { message: 'No such thing' };

export function planOf(session: readonly InteractionParts[], options: Partial<PlanOptions> = {}): SessionPlan {
  return planSession(aCassette({ interactions: someInteractions(...session) }), { ...PLAIN, ...options });
}

/** A machine of which nothing is known. */
export const SOME_HOST: EngineHost = { sockets: [], realPath: (path) => path, holdsSocket: () => false };

export const PLAIN: Omit<PlanOptions, 'engine'> = { allowDestructive: false, api: null, secrets: () => undefined, host: SOME_HOST };

/** `send`, or `refused: why`. */
export function verdicts(plan: SessionPlan): string[] {
  return plan.steps.map(verdict);
}

function verdict({ verdict: said, reason }: PlanStep): string {
  return reason === null ? said : `${said}: ${reason}`;
}

export function labels(list: readonly { readonly label: string }[]): string[] {
  return list.map(({ label }) => label);
}

export function names(list: readonly NamedThing[]): string[] {
  return list.map(({ kind, name }) => `${kind} ${name}`);
}

/** An engine that has these answers, 404 for all else, and takes every removal. */
export function anEngine(answers: Readonly<Record<string, unknown>> = {}): { readonly ask: Ask; readonly asked: string[] } {
  const heard: string[] = [];
  const ask: Ask = async (method, target) => {
    heard.push(`${method} ${target}`);
    const answer = answers[`${method} ${target}`];
    if (answer instanceof Error) throw answer;
    if (typeof answer === 'number') return { status: answer, json: { message: `status ${answer}` } };
    if (answer !== undefined) return { status: 200, json: answer as never };
    if (target === '/version') return { status: 200, json: { ApiVersion: '1.51' } };
    return method === 'DELETE' ? { status: 204, json: undefined } : { status: 404, json: { message: 'not found' } };
  };
  return { ask, asked: heard };
}

/** One exchange with a live engine. */
export function told(parts: InteractionParts): {
  readonly interaction: Interaction;
  readonly files: ReturnType<typeof aCassette>['files'];
} {
  const cassette = aCassette({ interactions: someInteractions(parts) });
  return { interaction: cassette.interactions[0] as Interaction, files: cassette.files };
}
