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

/** Findings of one kind that are listed of one interaction. A body of a million elements, each wrong, is one story. */
const LISTED = 20;

/** Findings that differ in numbers and names alone. */
interface Kind {
  listed: number;
  /** Where the last one of them that is listed stands in the list. */
  last: number;
  more: number;
}

export class Findings {
  readonly #subject: Subject;
  #list: Finding[] = [];
  /** Filled once there are so many findings that they must be counted. */
  readonly #kinds = new Map<string, Kind>();
  #hasMore = false;

  constructor(subject: Subject) {
    this.#subject = subject;
  }

  get list(): readonly Finding[] {
    if (!this.#hasMore) return this.#list;
    const more = new Map([...this.#kinds.values()].map((kind) => [kind.last, kind.more]));
    return this.#list.map((finding, at) => withMore(finding, more.get(at) ?? 0));
  }

  /** What was found since the last time it was taken. */
  take(): readonly Finding[] {
    const taken = this.list;
    this.#list = [];
    this.#kinds.clear();
    this.#hasMore = false;
    return taken;
  }

  /**
   * @param message one plain sentence
   * @param more how many there are beside it that are told by this one
   */
  add(code: FindingCode, pointer: string, message: string, schemaPointer = '', more = 0): void {
    const finding: Finding = {
      code,
      severity: FINDING_CODES[code].severity,
      party: partyOf(code),
      ...this.#subject,
      pointer,
      schemaPointer,
      message,
    };
    if (this.#list.length < LISTED && more === 0) {
      this.#list.push(finding);
      return;
    }
    if (this.#kinds.size === 0) for (const [at, one] of this.#list.entries()) this.#count(one, at);
    const kind = this.#kinds.get(kindOf(finding));
    if (kind !== undefined && kind.listed >= LISTED) {
      kind.more += 1 + more;
      this.#hasMore = true;
      return;
    }
    this.#list.push(finding);
    const counted = this.#count(finding, this.#list.length - 1);
    counted.more += more;
    if (more > 0) this.#hasMore = true;
  }

  #count(finding: Finding, at: number): Kind {
    const name = kindOf(finding);
    const kind = this.#kinds.get(name) ?? { listed: 0, last: at, more: 0 };
    kind.listed++;
    kind.last = at;
    this.#kinds.set(name, kind);
    return kind;
  }
}

function kindOf({ code, schemaPointer, message }: Finding): string {
  return `${code} ${schemaPointer} ${message.replaceAll(/\d+|"[^"]*"/g, '#')}`;
}

function withMore(finding: Finding, more: number): Finding {
  if (more === 0) return finding;
  const places = more === 1 ? 'one more place' : `${more} more places`;
  return { ...finding, message: `${finding.message.replace(/\.$/, '')}; the like holds in ${places}.` };
}

/** Who broke the contract: what is about requests is the client's. */
function partyOf(code: FindingCode): Finding['party'] {
  return /^(?:version|operation|query|request)-/.test(code) ? 'client' : 'engine';
}
