/** How what is not of the session is asked of an engine. */
import type { Json } from '../../cassette/json.ts';

/**
 * One plain request and its whole answer; `json` is undefined where the body is none.
 * @param target path and query without a version prefix
 * Rejects where the engine does not answer.
 */
export type Ask = (method: string, target: string, body?: Json) => Promise<{ readonly status: number; readonly json: Json | undefined }>;
