/** The JSON documents of an answer that comes line by line: events, progress, samples. */
import { type Json, JsonSyntaxError, parseJson } from '../../cassette/json.ts';

/** Of application/json-seq (RFC 7464). */
const SEPARATOR = '\u001e';

/** All of them, in order; null where one is none. A last line that was cut off is left out. @param cut the answer did not come to its end */
export function documentsIn(text: string, cut: boolean): readonly Json[] | null {
  const lines = text.split('\n').map((line) => line.trim().replace(SEPARATOR, ''));
  const found: Json[] = [];
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    const json = parsed(line);
    if (json === undefined) {
      if (cut && index === lines.length - 1) break;
      const whole = parsed(text);
      return whole === undefined ? null : [whole];
    }
    found.push(json);
  }
  return found;
}

function parsed(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError) return undefined;
    throw error;
  }
}
