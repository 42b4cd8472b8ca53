/**
 * Counts what recordings exercise of the API: operations, statuses, and properties of answers. Listens while validation
 * reads the answers, so it costs one more walk over them and no reading.
 */
import type { ApiVersion } from '../cassette/types.ts';
import type { ApiCoverage, OperationCoverage, Share, StatusCoverage } from '../docker/coverage.ts';
import type { ApiDescription, OperationFacts, SchemaFacts } from '../docker/schema-types.ts';
import { compareVersions } from '../docker/versions.ts';
import { declaredFields } from './declared-fields.ts';
import { Observed } from './observed.ts';
import { Shapes } from './shape.ts';
import type { Answered, Watch } from './watch.ts';

export class Coverage implements Watch {
  readonly #versions = new Map<ApiVersion, VersionCoverage>();

  answered({ description, operation, status }: Answered): void {
    this.#of(description).addStatus(operation, status);
  }

  document({ description, operation, status }: Answered, schema: SchemaFacts, data: unknown): void {
    this.#of(description).addDocument(operation, status, schema, data);
  }

  /** One for each version that was spoken, oldest first. */
  result(): readonly ApiCoverage[] {
    return [...this.#versions.values()].map((one) => one.result()).sort((a, b) => compareVersions(a.apiVersion, b.apiVersion));
  }

  #of(description: ApiDescription): VersionCoverage {
    const made = this.#versions.get(description.version) ?? new VersionCoverage(description);
    this.#versions.set(description.version, made);
    return made;
  }
}

class VersionCoverage {
  readonly #description: ApiDescription;
  readonly #shapes: Shapes;
  /** Answers by operation and status. */
  readonly #answers = new Map<string, Map<number, number>>();
  /** What stood in them, by `OPERATION STATUS`. */
  readonly #seen = new Map<string, Observed>();

  constructor(description: ApiDescription) {
    this.#description = description;
    this.#shapes = new Shapes(description.definitions.response);
  }

  addStatus(operation: string, status: number): void {
    const statuses = this.#answers.get(operation) ?? new Map<number, number>();
    this.#answers.set(operation, statuses);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }

  addDocument(operation: string, status: number, schema: SchemaFacts, data: unknown): void {
    const key = `${operation} ${status}`;
    const seen = this.#seen.get(key) ?? new Observed();
    this.#seen.set(key, seen);
    seen.add(data, this.#shapes.of(schema));
  }

  result(): ApiCoverage {
    const { version, derived, operations } = this.#description;
    const byOperation = Object.entries(operations)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, facts]) => this.#ofOperation(id, facts));
    return {
      apiVersion: version,
      derived,
      operations: { declared: byOperation.length, seen: byOperation.filter((one) => one.answers > 0).length },
      statuses: sumOf(byOperation.map(({ statuses }) => documentedShare(statuses))),
      fields: sumOf(byOperation.map(({ fields }) => fields)),
      byOperation,
    };
  }

  #ofOperation(operation: string, { method, path, responses }: OperationFacts): OperationCoverage {
    const seen = this.#answers.get(operation) ?? new Map<number, number>();
    const statuses = [...new Set([...Object.keys(responses).map(Number), ...seen.keys()])]
      .sort((a, b) => a - b)
      .map((status) => ({ status, documented: responses[String(status)] !== undefined, answers: seen.get(status) ?? 0 }));
    const answers = statuses.reduce((sum, one) => sum + one.answers, 0);
    const fields = Object.entries(responses).flatMap(([status, { schema }]) =>
      schema === undefined || Number(status) >= 400 ? [] : this.#fieldsOf(`${operation} ${status}`, schema),
    );
    const notSeen = fields.filter((one) => !one.isSeen).map((one) => one.path);
    return {
      operation,
      method,
      path,
      answers,
      statuses,
      fields: { declared: fields.length, seen: fields.length - notSeen.length },
      fieldsNotSeen: answers === 0 ? [] : notSeen,
    };
  }

  #fieldsOf(key: string, schema: SchemaFacts) {
    return [...declaredFields(this.#shapes.of(schema), this.#seen.get(key) ?? null)];
  }
}

function documentedShare(statuses: readonly StatusCoverage[]): Share {
  const documented = statuses.filter((one) => one.documented);
  return { declared: documented.length, seen: documented.filter((one) => one.answers > 0).length };
}

function sumOf(shares: readonly Share[]): Share {
  return shares.reduce((sum, one) => ({ declared: sum.declared + one.declared, seen: sum.seen + one.seen }), { declared: 0, seen: 0 });
}
