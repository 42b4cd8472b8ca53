/** What an engine tells of a file in the header X-Docker-Container-Path-Stat: JSON in base64. */

const FIELDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  name: isString,
  size: Number.isInteger,
  mode: Number.isInteger,
  mtime: (value) => isString(value) && !Number.isNaN(Date.parse(value as string)),
  linkTarget: isString,
};
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

/** What it is not, to be read after its name; null where it is fine. */
export function pathStatFault(value: string): string | null {
  if (!BASE64.test(value)) return 'is no base64';
  let data: unknown;
  try {
    data = JSON.parse(Buffer.from(value, 'base64url').toString('utf8'));
  } catch {
    return 'holds no JSON';
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return 'holds JSON that is no object';
  for (const [name, isRight] of Object.entries(FIELDS)) {
    const field = (data as Readonly<Record<string, unknown>>)[name];
    if (field === undefined) return `lacks the field ${name}`;
    if (!isRight(field)) return `has a field ${name} that is ${JSON.stringify(field).slice(0, 60)}`;
  }
  return null;
}

function isString(value: unknown): boolean {
  return typeof value === 'string';
}
