/** What may vary, as users say it: `ContainerCreate body /Labels/build any`, on the command line or in tapedeck.json. */
import { operationById } from '../docker/operations.ts';
import { TapedeckError } from '../errors.ts';
import { VARYING_TYPES, type VaryingRule, type VaryingType } from '../meaning/varying.ts';
import type { Bound } from '../replay/tally.ts';

export interface BindingValues {
  readonly bind?: readonly string[] | undefined;
  readonly exact: boolean;
  readonly explain: boolean;
}

const RULE = /^(\S+) ((?:path|query|query keys|body|body keys|build) .*\S) (\S+)$/s;
const EXAMPLE = 'For example "ContainerCreate body /Labels/build any", or "* query name name".';

/** Null: nothing may vary, whatever rules tapedeck.json has. @throws TD_USAGE where a rule is none */
export function readBindingRules({ bind = [], exact }: BindingValues): readonly VaryingRule[] | null {
  const rules = bind.map(readRule);
  return exact ? null : rules;
}

function readRule(text: string): VaryingRule {
  const [, operation = '', place = '', type = ''] = RULE.exec(text.trim()) ?? [];
  if (operation === '') throw wrong(text, 'it must be an operation, a place in its request, and a type', EXAMPLE);
  if (operation !== '*' && operationById(operation) === undefined) {
    throw wrong(text, `${operation} is no operation of the Engine API`, '`tapedeck api show` lists them; * stands for any.');
  }
  if (/^body(?: keys)? /.test(place) && !/^body file (?:path|link)$|^body(?: keys)? (?:\/|$)/.test(place)) {
    throw wrong(
      text,
      `${place} is no place`,
      'In a body it is a JSON pointer: "body /Labels/build"; * stands for any one part, ** for several.',
    );
  }
  if (!isVaryingType(type)) throw wrong(text, `${type} is no type`, `Types: ${VARYING_TYPES.join(', ')}.`);
  return { operation, place, types: [type] };
}

/** One line on what was bound and why. */
export function bindingText({ cassette, type, operation, place, recorded, live }: Bound): string {
  return `bound ${type} ${JSON.stringify(live)} for the recorded ${JSON.stringify(recorded)}: ${WHY[type]}, ${operation} ${place} (${cassette})`;
}

const WHY: Readonly<Record<VaryingType, string>> = {
  uuid: 'both are uuids',
  id: 'both are long random ids',
  name: 'both names look made up, or follow a project that has another name',
  reference: 'both are names, of which the one was bound to the other',
  time: 'both are time stamps of one form',
  digest: 'both are hashes, which no one chooses',
  path: 'both are temporary paths',
  directory: 'both are directories, and this label may name any',
  project: 'a compose project may have another name',
  any: 'a rule lets anything stand there',
};

function isVaryingType(text: string): text is VaryingType {
  return (VARYING_TYPES as readonly string[]).includes(text);
}

function wrong(text: string, why: string, hint: string): TapedeckError {
  return new TapedeckError('TD_USAGE', `--bind ${JSON.stringify(text)}: ${why}`, { hint });
}
