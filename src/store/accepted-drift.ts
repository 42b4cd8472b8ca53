/** The file that `--accept` names: schemas/accepted-drift-v1.json. */
import type { Acceptance, DriftGrade, DriftKind } from '../docker/drift.ts';
import { TapedeckError } from '../errors.ts';
import { readJsonFile } from './json-file.ts';

const HINT =
  'An entry is {"operation": "ContainerInspect", "pointer": "/outcome/body/data/Name", "reason": "why it does no harm", "expires": "2027-01-31"}.';

const WORDS = {
  pointer: 'must be a JSON pointer, as reports have it',
  reason: 'must say why the drift does no harm',
  expires: 'must be a day such as 2027-01-31',
};

/** As the schema has it. */
interface WrittenAcceptance extends Pick<Acceptance, 'operation' | 'pointer' | 'reason' | 'expires'> {
  readonly kind?: DriftKind;
  readonly grade?: DriftGrade;
  readonly engine?: string;
  readonly cassette?: string;
}

/**
 * @param path absolute
 * @param name what the user called it
 * @throws TD_USAGE with file and JSON pointer where it is no such file
 */
export function readAcceptances(path: string, name: string): Acceptance[] {
  const json = readJsonFile(path, name, {
    schema: 'accepted-drift-v1.json',
    definition: 'file',
    means: 'a list of accepted drift',
    hint: HINT,
    words: WORDS,
  });
  const { accepted } = json as unknown as { readonly accepted: readonly WrittenAcceptance[] };
  return accepted.map(({ operation, pointer, kind, grade, engine, cassette, reason, expires }, at) => {
    if (!isDay(expires)) throw new TapedeckError('TD_USAGE', `${name}: /accepted/${at}/expires there is no day ${expires}`, { hint: HINT });
    return {
      operation,
      pointer,
      kind: kind ?? null,
      grade: grade ?? null,
      engine: engine ?? null,
      cassette: cassette ?? null,
      reason,
      expires,
    };
  });
}

/** Whether the calendar has it: `2027-02-30` it has not. */
function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
