/**
 * Live traffic against the contract: hears what the relay tells, and checks it when the bytes have gone on.
 *
 * With `refuses` it is the relay's guard as well: a request is then checked before it goes on, and one that breaks the
 * contract is refused. Its number among all requests is told here, since one that is refused becomes no exchange.
 */
import type { ExchangeEvent, ExchangeObserver, HeldRequest, RequestGuard, RequestHead } from '../../cassette/exchange.ts';
import { withoutQuotes } from '../../cassette/redaction.ts';
import type { ApiVersion } from '../../cassette/types.ts';
import type { Finding } from '../../docker/finding.ts';
import { findOperation } from '../../docker/operations.ts';
import type { Contract } from '../contract.ts';
import { SpokenVersion } from '../spoken-version.ts';
import { Budget } from './held-bytes.ts';
import { BODY_LIMIT, type LiveContext, LiveExchange, type LiveRequestHead } from './live-exchange.ts';
import { Tasks } from './tasks.ts';

/** Bytes that all exchanges together may hold. */
const HELD_BYTES = 4 * BODY_LIMIT;

export interface LiveValidationOptions {
  readonly contract: Contract;
  /** What all is held against; `recorded`: the version that each request speaks. */
  readonly api: 'recorded' | ApiVersion;
  /** What the engine speaks, where that is known. */
  readonly engine: ApiVersion | null;
  /** Runs a function in the next turn of the event loop: `setImmediate`. */
  readonly defer: (run: () => void) => void;
  readonly onFinding: (finding: Finding, request: Pick<RequestHead, 'method' | 'target'>) => void;
  /** A fault of tapedeck's own. It costs findings, and nothing else. */
  readonly onFault: (error: unknown) => void;
  /** As a guard: a request was refused. */
  readonly onRefusal?: () => void;
  /** As a guard: which findings a request is refused for. */
  readonly refuses: (finding: Finding) => boolean;
}

export class LiveValidation implements ExchangeObserver, RequestGuard {
  readonly bodyLimit = BODY_LIMIT;
  readonly #options: LiveValidationOptions;
  readonly #spoken: SpokenVersion;
  readonly #context: LiveContext;
  readonly #open = new Map<number, LiveExchange>();
  /** By connection: what was let through and is about to be heard of. */
  readonly #judged = new Map<number, LiveExchange>();
  #requests = 0;

  constructor(options: LiveValidationOptions) {
    this.#options = options;
    this.#spoken = new SpokenVersion(options.engine);
    this.#context = {
      contract: options.contract,
      tasks: new Tasks(options.defer, options.onFault),
      budget: new Budget(HELD_BYTES),
      report: (findings, request) => {
        for (const finding of findings) options.onFinding(finding, request);
      },
    };
  }

  /** Resolves when all that was heard is checked. */
  finish(): Promise<void> {
    return this.#context.tasks.finish();
  }

  event(event: ExchangeEvent): void {
    try {
      this.#hear(event);
    } catch (error) {
      this.#options.onFault(error);
    }
  }

  wantsBody({ method, target }: RequestHead): boolean {
    return findOperation(method, target)?.operation.requestBody === 'json';
  }

  judge(request: HeldRequest): string | null {
    const refused = this.#judge(request);
    if (refused !== null) this.#options.onRefusal?.();
    return refused;
  }

  #judge({ connection, head, body, tooLarge }: HeldRequest): string | null {
    try {
      const exchange = this.#exchange(head);
      const findings = exchange.judge(body).filter(this.#options.refuses);
      if (findings.length > 0) return refusal(findings);
      if (tooLarge) return `tapedeck: The body has more than ${BODY_LIMIT / 1024 / 1024} MiB, too large to be checked (request-unchecked)`;
      this.#judged.set(connection, exchange);
      return null;
    } catch (error) {
      // What we cannot judge we must not keep from anybody.
      this.#options.onFault(error);
      return null;
    }
  }

  unreadable(_connection: number, reason: string): string {
    const head = { method: '', target: '', version: '', headers: [] };
    const exchange = this.#exchange(head);
    exchange.event({ kind: 'fault', at: 0, connection: 0, exchange: 0, reason });
    this.#options.onRefusal?.();
    return `tapedeck: This cannot be read as an HTTP request: ${withoutQuotes(reason)} (not-http)`;
  }

  #hear(event: ExchangeEvent): void {
    if (event.kind === 'response') this.#spoken.hear(event.head.headers);
    const exchange = this.#open.get(event.exchange) ?? this.#start(event);
    exchange.event(event);
    if (event.kind === 'end') this.#open.delete(event.exchange);
  }

  #start(event: ExchangeEvent): LiveExchange {
    const judged = event.kind === 'request' ? this.#judged.get(event.connection) : undefined;
    this.#judged.delete(event.connection);
    const head = event.kind === 'request' ? event.head : { method: '', target: '', version: '', headers: [] };
    const exchange = judged ?? this.#exchange(head);
    this.#open.set(event.exchange, exchange);
    return exchange;
  }

  #exchange(head: LiveRequestHead): LiveExchange {
    const { api } = this.#options;
    const number = this.#requests;
    this.#requests += 1;
    return new LiveExchange(this.#context, number, head, api === 'recorded' ? this.#spoken.of(head.target) : api);
  }
}

/** What a client prints: the first finding, for the others are on stderr. */
function refusal(findings: readonly Finding[]): string {
  const [first, ...others] = findings;
  const more = others.length === 0 ? '' : `, and ${others.length} more`;
  return `tapedeck: ${first?.message} (${first?.code}${more})`;
}
