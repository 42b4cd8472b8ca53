/**
 * Drift that is known and does no harm, taken out of a report by entries of a file that people keep. Each has a reason and
 * a last day: what was accepted once must not be forgotten for ever.
 */
import type { Acceptance, AcceptedDrift, CheckedEngine, Drift, DriftReport, FoundDrift, IdleAcceptance } from '../docker/drift.ts';

/**
 * @param acceptances in the order of their file: the first that matches accepts
 * @param today `2026-11-26`, in UTC
 */
export function acceptDrift(found: FoundDrift, acceptances: readonly Acceptance[], today: string): DriftReport {
  const versions = new Map(found.engines.map(({ engine, info }) => [engine, info?.version ?? null]));
  const entries = acceptances.map((acceptance) => ({
    acceptance,
    expired: today > acceptance.expires,
    matches: matcher(acceptance, versions),
    drifts: 0,
  }));
  const drift: Drift[] = [];
  const accepted: AcceptedDrift[] = [];
  for (const one of found.drift) {
    const matching = entries.filter((entry) => entry.matches(one));
    const valid = matching.filter((entry) => !entry.expired);
    const [first] = valid;
    // One that comes second is no mistake; one that has run out counts where nothing else accepts.
    for (const entry of first === undefined ? matching : valid) entry.drifts += 1;
    if (first === undefined) drift.push(one);
    else accepted.push({ drift: one, reason: first.acceptance.reason, expires: first.acceptance.expires });
  }
  const idleAcceptances = entries
    .filter((entry) => entry.expired || entry.drifts === 0)
    .map(({ acceptance, expired, drifts }) => ({ acceptance, expired, drifts }));
  return { ...found, drift, accepted, idleAcceptances };
}

/** `ContainerInspect /outcome/body/data/HostConfig/KernelMemory ran out on 2026-10-31 and would have accepted 3 drifts: renew it, or take it out` */
export function idleAcceptanceText({ acceptance, expired, drifts }: IdleAcceptance): string {
  const { operation, pointer, expires } = acceptance;
  const name = [operation ?? 'no operation', pointer].filter((text) => text !== '').join(' ');
  if (!expired) return `the acceptance of ${name} matches no drift: take it out, or look for a mistake in it`;
  if (drifts === 0) return `the acceptance of ${name} ran out on ${expires} and matches no drift: take it out`;
  return `the acceptance of ${name} ran out on ${expires} and would match ${drifts === 1 ? '1 drift' : `${drifts} drifts`}: look again, and renew it or take it out`;
}

function matcher(acceptance: Acceptance, versions: ReadonlyMap<CheckedEngine['engine'], string | null>): (drift: Drift) => boolean {
  const { operation, kind, grade, engine, cassette } = acceptance;
  const parts = acceptance.pointer.split('/');
  return (drift) =>
    (operation === '*' || drift.operation === operation) &&
    (kind === null || drift.kind === kind) &&
    (grade === null || drift.grade === grade) &&
    (cassette === null || drift.cassette === cassette) &&
    (engine === null || drift.engine.startsWith(engine) || isVersion(engine, versions.get(drift.engine) ?? null)) &&
    leadsTo(parts, drift.pointer.split('/'));
}

function leadsTo(pattern: readonly string[], parts: readonly string[]): boolean {
  return pattern.length === parts.length && pattern.every((part, at) => part === '*' || part === parts[at]);
}

/** Whether `28.5` is what `28.5.2+dfsg4` begins with, which `28.50` does not. */
function isVersion(wanted: string, version: string | null): boolean {
  return version?.startsWith(wanted) === true && !/^\w/.test(version.slice(wanted.length));
}
