/** Operations by engines: what was checked of each, and what was found. */
import type { AcceptedDrift, Drift, DriftReport, Unchecked } from '../docker/drift.ts';
import { compareNames, operationName } from './drift-groups.ts';

export interface MatrixCell {
  readonly engine: string;
  /** How many interactions were checked. */
  readonly checked: number;
  readonly drift: readonly Drift[];
  readonly accepted: readonly AcceptedDrift[];
  readonly unchecked: readonly Unchecked[];
}

export interface MatrixRow {
  readonly operation: string;
  /** One an engine, in the order of the report. */
  readonly cells: readonly MatrixCell[];
}

/** In the order of the operations' names. */
export function driftMatrix({ engines, cassettes, drift, accepted, unchecked }: DriftReport): MatrixRow[] {
  const operations = new Set([
    ...cassettes.flatMap((one) => Object.keys(one.operations)),
    ...[...drift, ...unchecked, ...accepted.map((one) => one.drift)].map(operationName),
  ]);
  return [...operations].sort(compareNames).map((operation) => ({
    operation,
    cells: engines.map(({ engine }) => {
      const isHere = (one: Drift | Unchecked): boolean => one.engine === engine && operationName(one) === operation;
      return {
        engine,
        checked: cassettes
          .filter((one) => one.engine === engine)
          .reduce((sum, one) => sum + (Object.hasOwn(one.operations, operation) ? (one.operations[operation] ?? 0) : 0), 0),
        drift: drift.filter(isHere),
        accepted: accepted.filter((one) => isHere(one.drift)),
        unchecked: unchecked.filter(isHere),
      };
    }),
  }));
}
