/** The last stop of a request on its way to the engine: looked at once more, and given the secrets that no recording has. */
import type { BodyFiles, RecordedRequest } from '../../cassette/types.ts';
import type { OperationMatch } from '../../docker/operation-types.ts';
import { findOperation } from '../../docker/operations.ts';
import { usedObjects } from '../../meaning/used-objects.ts';
import type { Ask } from './ask.ts';
import { identityOf } from './identity.ts';
import { type Guard, objectionTo } from './live-guard.ts';
import { needLabel } from './needs.ts';
import { bareName } from './ownership.ts';
import { lackingSecret, type Secrets, withSecrets } from './secrets.ts';

export type Admission =
  /** The request holds secrets now: it must go to the engine, and nowhere else. */
  { readonly kind: 'send'; readonly request: RecordedRequest } | { readonly kind: 'refused' | 'skipped'; readonly reason: string };

export interface AdmissionParts extends Guard {
  readonly secrets: Secrets;
  /** Asks beside the session what must be known before something is removed. */
  readonly ask: Ask;
}

/** @param request in the words of the live engine */
export async function admit(request: RecordedRequest, files: BodyFiles, parts: AdmissionParts): Promise<Admission> {
  const match = findOperation(request.method, request.target);
  const objection = objectionTo(request, files, parts) ?? (await takeoverIn(request, match, files, parts));
  if (objection !== null) return { kind: 'refused', reason: objection };
  const lacking = lackingSecret(request, match, files, parts.secrets);
  if (lacking !== null) return { kind: 'skipped', reason: `${lacking.variable} is not set` };
  await parts.made.foresee(request, parts.ask);
  return { kind: 'send', request: withSecrets(request, match, files, parts.secrets) };
}

/** The setup may be long ago: what has the name of something that it made may be somebody else's by now. */
async function takeoverIn(
  request: RecordedRequest,
  match: OperationMatch | null,
  files: BodyFiles,
  { made, ask, allowDestructive }: AdmissionParts,
): Promise<string | null> {
  if (match === null || allowDestructive) return null;
  for (const { kind, name, role } of usedObjects(request, match, files)) {
    if (role !== 'change' && role !== 'make' && role !== 'fill') continue;
    const identity = made.setupIdentity(kind, name);
    if (identity === null) continue;
    const thing = { kind, name: bareName(kind, name) };
    const now = await identityOf(thing, ask);
    if (now !== null && now !== identity) return `${needLabel(kind, thing.name)} is no longer the one that the setup made`;
  }
  return null;
}
