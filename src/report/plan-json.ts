/** What an upgrade check would do, for programs: all that the text says, uncut. */
import type { PlannedSession } from '../docker/session-plan.ts';

export function planJson(sessions: readonly PlannedSession[]): string {
  return `${JSON.stringify({ plans: sessions.map(sessionJson) }, null, 2)}\n`;
}

function sessionJson({ engine, cassette, path, plan, lacks, present, setup, refused }: PlannedSession): unknown {
  const isThere = (kind: string, name: string) => present.some((thing) => thing.kind === kind && thing.name === name);
  const clearances = (list: SessionClearances) =>
    list.map(({ kind, name, first }) => ({ kind, name, first, present: isThere(kind, name) }));
  const steps = plan.steps.map(({ interaction: { id, operation, request, outcome }, verdict, reason }) => ({
    interaction: id,
    operation,
    method: request.method,
    target: request.target,
    recorded: 'head' in outcome ? outcome.head.status : null,
    verdict,
    reason,
  }));
  return {
    engine,
    cassette,
    path,
    refused,
    setup,
    needs: plan.needs.map(({ kind, name, label, first }) => ({ kind, name, label, first, present: !lacks.includes(label) })),
    makes: clearances(plan.makes),
    absent: clearances(plan.absent),
    steps,
    summary: {
      send: steps.filter(({ verdict }) => verdict === 'send').length,
      refused: steps.filter(({ verdict }) => verdict === 'refused').length,
      skipped: steps.filter(({ verdict }) => verdict === 'skipped').length,
    },
  };
}

type SessionClearances = PlannedSession['plan']['makes'];
