/** The last stop of a request on its way to the engine: looked at once more, and given the secrets that no recording has. */
import type { BodyFiles, RecordedRequest } from '../../cassette/types.ts';
import { findOperation } from '../../docker/operations.ts';
import type { Ask } from './ask.ts';
import { type Guard, objectionTo } from './live-guard.ts';
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
  const objection = objectionTo(request, files, parts);
  if (objection !== null) return { kind: 'refused', reason: objection };
  const match = findOperation(request.method, request.target);
  const lacking = lackingSecret(request, match, files, parts.secrets);
  if (lacking !== null) return { kind: 'skipped', reason: `${lacking.variable} is not set` };
  await parts.made.foresee(request, parts.ask);
  return { kind: 'send', request: withSecrets(request, match, files, parts.secrets) };
}
