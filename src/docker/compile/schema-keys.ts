/** What may stand behind each keyword of a schema that the compiler takes over. */

/** A function gives what is wanted in its place, or null where the value is right; the rest are schemas of some shape. */
export type KeyRule = 'reference' | 'schema' | 'schemas' | 'schema or boolean' | 'schemas by name' | ((value: unknown) => string | null);

const TYPES = new Set(['string', 'number', 'integer', 'boolean', 'array', 'object']);

const rule =
  (wanted: string, fits: (value: unknown) => boolean): KeyRule =>
  (value) =>
    fits(value) ? null : wanted;

const isType = (value: unknown): boolean => typeof value === 'string' && TYPES.has(value);
const aNumber = rule('a number', (value) => typeof value === 'number' && Number.isFinite(value));
const aCount = rule('a count', (value) => Number.isSafeInteger(value) && (value as number) >= 0);

export const SCHEMA_KEYS: Readonly<Record<string, KeyRule>> = {
  $ref: 'reference',
  type: rule(
    `one of ${[...TYPES].join(', ')}`,
    (value) => isType(value) || (Array.isArray(value) && value.length > 0 && value.every(isType)),
  ),
  format: rule('a text', (value) => typeof value === 'string'),
  enum: rule('a list of values', (value) => Array.isArray(value) && value.length > 0),
  minimum: aNumber,
  maximum: aNumber,
  minLength: aCount,
  maxLength: aCount,
  minItems: aCount,
  maxItems: aCount,
  pattern: rule('a regular expression', isPattern),
  required: rule(
    'a list of names',
    (value) => typeof value === 'boolean' || (Array.isArray(value) && value.every((one) => typeof one === 'string')),
  ),
  allOf: 'schemas',
  items: 'schema',
  properties: 'schemas by name',
  additionalProperties: 'schema or boolean',
};

function isPattern(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  try {
    new RegExp(value, 'u');
    return true;
  } catch {
    return false;
  }
}
