/** What is known of the API here: what ships with tapedeck, and what the user has imported. */
import { isAbsolute, join, resolve } from 'node:path';
import type { SchemaSource } from '../docker/schema-types.ts';
import { importedApis } from '../store/imported-apis.ts';
import { loadSchemas } from '../store/schemas.ts';
import type { World } from './world.ts';

/** Of `apiOptions`. */
export interface ApiValues {
  readonly 'api-dir'?: string | undefined;
}

/** Where imported descriptions lie: `--api-dir`, else where the user's data belong (XDG Base Directory Specification). */
export function apiDirectory({ 'api-dir': directory }: ApiValues, { cwd, env, home }: World): string {
  if (directory !== undefined) return resolve(cwd, directory);
  const data = env.XDG_DATA_HOME;
  // The specification has relative paths ignored.
  return join(data !== undefined && isAbsolute(data) ? data : join(home, '.local/share'), 'docker-tapedeck/api');
}

/** Ids of the operations that imported descriptions have. */
export function importedOperations({ imported = new Map() }: SchemaSource): string[] {
  return [...new Set([...imported.values()].flatMap((read) => Object.keys(read().operations)))];
}

export function schemasFor(values: ApiValues, world: World): SchemaSource {
  return { ...loadSchemas(), imported: importedApis(apiDirectory(values, world)) };
}
