/** Collects what is wrong with one interaction. */
import type { ApiVersion } from '../cassette/types.ts';
import type { Finding } from '../docker/finding.ts';
import { FINDING_CODES, type FindingCode } from '../docker/finding-codes.ts';

export interface Subject {
  readonly cassette: string;
  readonly interaction: number;
  readonly operation: string | null;
  readonly apiVersion: ApiVersion;
  readonly derived: boolean;
}

export class Findings {
  readonly #subject: Subject;
  #list: Finding[] = [];

  constructor(subject: Subject) {
    this.#subject = subject;
  }

  get list(): readonly Finding[] {
    return this.#list;
  }

  /** What was found since the last time: of a stream without end nobody can keep all. */
  take(): readonly Finding[] {
    const taken = this.#list;
    this.#list = [];
    return taken;
  }

  /** @param message one plain sentence */
  add(code: FindingCode, pointer: string, message: string, schemaPointer = ''): void {
    this.#list.push({
      code,
      severity: FINDING_CODES[code].severity,
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
