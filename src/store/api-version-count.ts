/** Which API version a recording speaks: what most requests name; else what most answers do. */
import { headerValue } from '../cassette/head.ts';
import type { ApiVersion, Interaction } from '../cassette/types.ts';

const PREFIX = /^\/+v(\d+\.\d+)\//;
const VERSION = /^\d+\.\d+$/;

export class ApiVersionCount {
  readonly requested: Record<string, number>;
  readonly answered: Record<string, number>;

  constructor(requested: Readonly<Record<string, number>> = {}, answered: Readonly<Record<string, number>> = {}) {
    this.requested = { ...requested };
    this.answered = { ...answered };
  }

  add(interaction: Interaction): void {
    const asked = PREFIX.exec(interaction.request.target)?.[1];
    if (asked !== undefined) this.requested[asked] = (this.requested[asked] ?? 0) + 1;
    const { outcome } = interaction;
    const said = 'head' in outcome ? headerValue(outcome.head.headers, 'api-version') : undefined;
    if (said !== undefined && VERSION.test(said)) this.answered[said] = (this.answered[said] ?? 0) + 1;
  }

  /** null where nothing named one. */
  version(): ApiVersion | null {
    return most(this.requested) ?? most(this.answered);
  }
}

function most(counts: Readonly<Record<string, number>>): ApiVersion | null {
  const [first] = Object.entries(counts).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return (first?.[0] as ApiVersion | undefined) ?? null;
}
