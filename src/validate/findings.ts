/** Collects what is wrong with one interaction. */
import type { ApiVersion } from '../cassette/types.ts';
import type { Finding } from '../docker/finding.ts';

/** Every code that validation gives, with its severity; docs/errors.md explains each. */
export const SEVERITIES = {
  'version-unknown': 'warning',
  'operation-unknown': 'error',
  'operation-version': 'error',
  'query-unknown': 'warning',
  'query-missing': 'error',
  'query-type': 'error',
  'query-enum': 'error',
  'query-filters': 'error',
  'request-header': 'warning',
  'request-media-type': 'error',
  'request-body-json': 'error',
  'request-body-type': 'error',
  'request-body-enum': 'error',
  'request-body-missing': 'error',
  'request-body-value': 'error',
  'request-property-unknown': 'warning',
  'response-status': 'error',
  'response-status-undocumented': 'note',
  'response-media-type': 'error',
  'response-upgrade': 'error',
  'response-error-shape': 'error',
  'response-body-unexpected': 'error',
  'response-body-json': 'error',
  'response-body-type': 'error',
  'response-body-enum': 'error',
  'response-body-missing': 'error',
  'response-body-value': 'error',
  'response-property-unknown': 'note',
  'stream-frames': 'error',
  'stream-torn': 'error',
  'not-http': 'note',
} as const satisfies Record<string, Finding['severity']>;

export type FindingCode = keyof typeof SEVERITIES;

export interface Subject {
  readonly cassette: string;
  readonly interaction: number;
  readonly operation: string | null;
  readonly apiVersion: ApiVersion;
  readonly derived: boolean;
}

export class Findings {
  readonly #subject: Subject;
  readonly #list: Finding[] = [];

  constructor(subject: Subject) {
    this.#subject = subject;
  }

  get list(): readonly Finding[] {
    return this.#list;
  }

  /** @param message one plain sentence */
  add(code: FindingCode, pointer: string, message: string, schemaPointer = ''): void {
    this.#list.push({
      code,
      severity: SEVERITIES[code],
      party: partyOf(code),
      ...this.#subject,
      pointer,
      schemaPointer,
      message,
    });
  }
}

/** Who broke the contract: what is about requests is the client's. */
function partyOf(code: FindingCode): Finding['party'] {
  return /^(?:version|operation|query|request)-/.test(code) ? 'client' : 'engine';
}
