/**
 * Registry credentials as clients send them: JSON in base64, in the header X-Registry-Auth (for one registry) or
 * X-Registry-Config (a map of registries). What is wrong is told in words that say nothing of what is in there.
 *
 * Clients write base64 in either alphabet, with and without padding, and names of fields in any case, as Go reads them.
 */

/** What a placeholder of redaction starts with; such a value cannot be judged. */
const REDACTED = '{redacted:';
const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

/** Any of these makes credentials of an object. */
const FIELDS: ReadonlySet<string> = new Set(['username', 'password', 'auth', 'email', 'serveraddress', 'identitytoken', 'registrytoken']);

/** True where redaction left a placeholder in place of a secret. */
export function isRedacted(text: string): boolean {
  return text.startsWith(REDACTED);
}

/** What X-Registry-Auth is not, to be read after its name (`is no base64`); null where it is fine. */
export function registryAuthFault(value: string): string | null {
  return faultOf(value, credentialsFault);
}

/** The same of X-Registry-Config. */
export function registryConfigFault(value: string): string | null {
  return faultOf(value, (data) => {
    for (const [registry, credentials] of Object.entries(data)) {
      // Clients of API 1.18 and older wrote the map one level deeper.
      if (registry === 'configs') continue;
      const fault = isObject(credentials) ? credentialsFault(credentials) : credentials === null ? null : 'holds what are no credentials';
      if (fault !== null) return `${fault} (of one registry)`;
    }
    return null;
  });
}

function faultOf(value: string, faultIn: (data: Readonly<Record<string, unknown>>) => string | null): string | null {
  const text = value.trim();
  if (text === '' || isRedacted(text)) return null;
  if (!BASE64.test(text)) return 'is no base64';
  let data: unknown;
  try {
    data = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return 'holds no JSON';
  }
  if (data === null) return null;
  return isObject(data) ? faultIn(data) : 'holds JSON that is no object';
}

function credentialsFault(data: Readonly<Record<string, unknown>>): string | null {
  const entries = Object.entries(data);
  const known = entries.filter(([name]) => FIELDS.has(name.toLowerCase()));
  for (const [name, value] of known) {
    if (value !== null && typeof value !== 'string') return `has a field ${name.toLowerCase()} that is no string`;
  }
  return known.length === 0 && entries.length > 0 ? 'has none of the fields of credentials' : null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
