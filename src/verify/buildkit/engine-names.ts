/**
 * Names that an engine makes up in its answers (refs of results, digests of what it keeps) and its client says again: found
 * by going through the recorded and the live answer side by side.
 */
import { readProtobuf } from '../../docker/protobuf.ts';

/** BuildKit's `identity.NewID`. */
const ID = /^[a-z0-9]{25}$/;
const ID_OR_DIGEST = /^(?:[a-z0-9]{25}|sha256:[0-9a-f]{64})$/;
const TEXT = /^[\x20-\x7e]*$/;
const DEEPEST = 16;

export type NamePairs = readonly (readonly [recorded: string, live: string])[];

/** Pairs of names of one length that stand at the same place of both messages; equal ones are left out. `what`: which names. */
export function pairedNames(recorded: Buffer, live: Buffer, what: 'ids' | 'ids and digests'): NamePairs {
  return pair(recorded, live, what === 'ids' ? ID : ID_OR_DIGEST, 0);
}

function pair(recorded: Buffer, live: Buffer, name: RegExp, depth: number): NamePairs {
  const [was, is] = [recorded.toString('latin1'), live.toString('latin1')];
  if (name.test(was) && name.test(is) && was.length === is.length) return was === is ? [] : [[was, is]];
  if (depth > DEEPEST || (depth > 0 && TEXT.test(was))) return [];
  const [before, after] = [readProtobuf(recorded), readProtobuf(live)];
  if (before === null || after === null) return [];
  const seen = new Map<number, number>();
  return before.flatMap((field) => {
    if (field.wire !== 2) return [];
    const index = seen.get(field.number) ?? 0;
    seen.set(field.number, index + 1);
    const other = after.filter(({ number, wire }) => number === field.number && wire === 2)[index];
    return other === undefined ? [] : pair(field.bytes, other.bytes, name, depth + 1);
  });
}
