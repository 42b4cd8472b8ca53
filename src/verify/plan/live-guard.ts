/**
 * The last look before a request leaves: whatever the plan said of the recorded one, the live one must not touch what this
 * run did not make. An object that could not be made would leave its recorded id in the requests that follow, and on the
 * engine of the recording that id may still be somebody's.
 */
import type { BodyFiles, RecordedRequest } from '../../cassette/types.ts';
import { findOperation } from '../../docker/operations.ts';
import type { SessionPlan } from '../../docker/session-plan.ts';
import { usedObjects } from '../../meaning/used-objects.ts';
import type { EngineHost } from './host-paths.ts';
import type { MadeObjects } from './made-objects.ts';
import { needLabel } from './needs.ts';
import { bareName } from './ownership.ts';
import { refusalOf } from './refusals.ts';

export interface Guard {
  /** Of the session: its `absent` objects were looked for, and are not there. */
  readonly plan: Pick<SessionPlan, 'absent'>;
  readonly made: MadeObjects;
  readonly allowDestructive: boolean;
  readonly host: EngineHost;
}

/** Why a request, in the words of the live engine, must not be sent; null where it may. */
export function objectionTo(request: RecordedRequest, files: BodyFiles, { plan, made, allowDestructive, host }: Guard): string | null {
  if (allowDestructive) return null;
  const match = findOperation(request.method, request.target);
  const refusal = refusalOf(request, match, files, host);
  if (refusal !== null || match === null) return refusal;
  for (const { kind, name, role } of usedObjects(request, match, files)) {
    const label = needLabel(kind, bareName(kind, name));
    if (role === 'change' && !made.owns(kind, name)) {
      const isMissing = plan.absent.some((thing) => thing.kind === kind && thing.name === bareName(kind, name));
      if (!isMissing) return `${label} is not this run's`;
    }
    const isOverwritten = role === 'make' && (kind === 'image' || kind === 'volume') && made.isForeign(kind, name);
    const isFilled = role === 'fill' && made.isForeign(kind, name);
    if (isOverwritten || isFilled) return `the engine has ${label} already, and it is not this run's`;
  }
  return null;
}
