/**
 * What one exchange is held against: its operation in one version of the API. The halves are apart because live traffic
 * comes in halves: a request is judged before the engine has it, a stream while it passes.
 */
import type { ApiVersion, BodyFiles, Interaction, RecordedRequest, ResponseHead } from '../cassette/types.ts';
import type { Finding } from '../docker/finding.ts';
import { compareVersions } from '../docker/versions.ts';
import { checkErrorBody } from './check-body.ts';
import type { CheckContext } from './check-context.ts';
import { checkRequestBody, checkRequestHead } from './check-request.ts';
import { checkResponse, notHttp, streamCheck } from './check-response.ts';
import type { StreamCheck } from './check-stream.ts';
import type { Findings } from './findings.ts';

interface Always {
  readonly apiVersion: ApiVersion;
  readonly files: BodyFiles;
  readonly findings: Findings;
}

export class ExchangeChecks {
  /** Null where that version has no such operation: only the shape of errors can be checked. */
  readonly #context: CheckContext | null;
  readonly #always: Always;

  constructor(context: CheckContext | null, always: Always) {
    this.#context = context;
    this.#always = always;
  }

  /** What was found so far. */
  get findings(): readonly Finding[] {
    return this.#always.findings.list;
  }

  /** What was found since the last time. */
  take(): readonly Finding[] {
    return this.#always.findings.take();
  }

  /** Notes that something of the exchange could not be looked at. */
  unchecked(half: 'request' | 'response', why: string): void {
    this.#always.findings.add(`${half}-unchecked`, half === 'request' ? '/request/body' : '/outcome', why);
  }

  /** Query and headers. */
  requestHead(request: Pick<RecordedRequest, 'headers'>): void {
    if (this.#context !== null) checkRequestHead(request, this.#context);
  }

  requestBody(request: RecordedRequest): void {
    if (this.#context !== null) checkRequestBody(request, this.#context);
  }

  /** Of a stream that is checked while it passes: hand it in without its chunks. */
  async answer(interaction: Pick<Interaction, 'request' | 'outcome'>): Promise<void> {
    if (this.#context === null) return this.#errorAlone(interaction);
    const { description, match, watch } = this.#context;
    const { outcome } = interaction;
    if ('head' in outcome) watch?.answered({ description, operation: match.operation.id, status: outcome.head.status });
    await checkResponse(interaction, this.#context);
  }

  /** What checks the pieces of such an answer; null where nothing is known of them. */
  stream(head: ResponseHead, kind: 'streamed' | 'hijacked'): StreamCheck | null {
    return this.#context === null ? null : streamCheck(head, kind, this.#context);
  }

  /** Of an answer to what the API does not have: errors have one shape whatever was asked. */
  #errorAlone({ request, outcome }: Pick<Interaction, 'request' | 'outcome'>): void {
    const { apiVersion, files, findings } = this.#always;
    if (outcome.kind === 'opaque') findings.add('not-http', '/outcome', notHttp(outcome.reason));
    if (outcome.kind !== 'whole' || outcome.head.status < 400 || request.method === 'HEAD') return;
    // Errors below 1.24 are plain text, also the one that says a version is too old.
    checkErrorBody(outcome, { plainText: compareVersions(apiVersion, '1.24') < 0, files, findings });
  }
}
