/**
 * JSON as people write it into documentation. What can be mended without guessing is mended:
 *
 *   // remarks         "Id": "…", ...            left out
 *   [1, 2,]            "Addr": "1.2.3.4""        one comma, one quote too many
 *   "a": 1             } after the last          a bracket that closes nothing
 *   "b": 2                                       a comma that the end of a line stands for
 */

/** One text, or one bracket. */
const TOKEN = /"(?:[^"\\\n]|\\.)*"|[[\]{}]/g;
const DOUBLED_QUOTE = /("(?:[^"\\\n]|\\.)+")"(?=[ \t]*\n)|"(?:[^"\\\n]|\\.)*"/g;
const REMARK_OR_AND_SO_ON = /("(?:[^"\\\n]|\\.)*")|\/\/[^\n]*|\/\*.*?\*\/|,?[ \t]*\.{3,}[ \t]*,?/gs;
const LAST_COMMA = /("(?:[^"\\\n]|\\.)*")|,(?=\s*[}\]])/g;
const LACKS_COMMA = /(?<=["}\]\de])(?=[ \t]*\n\s*["{[])/g;

/**
 * The JSON documents of a text: several where it is a stream.
 * @returns {{ documents: unknown[], mended: boolean } | null} null where it is no JSON
 */
export function parseDocuments(text) {
  const documents = parseAll(text);
  if (documents !== null) return { documents, mended: false };
  const mended = parseAll(mend(text));
  return mended === null ? null : { documents: mended, mended: true };
}

function parseAll(text) {
  try {
    return [JSON.parse(text)];
  } catch {
    return parseStream(text);
  }
}

/** Objects back to back. */
function parseStream(text) {
  const documents = [];
  let rest = text.trim();
  while (rest !== '') {
    const end = endOfDocument(rest);
    if (end === 0) return null;
    try {
      documents.push(JSON.parse(rest.slice(0, end)));
    } catch {
      return null;
    }
    rest = rest.slice(end).trim();
  }
  return documents.length > 0 ? documents : null;
}

/** Length of the object or list at the start; 0 where there is none. */
function endOfDocument(text) {
  if (!/^[[{]/.test(text)) return 0;
  let depth = 0;
  for (const token of text.matchAll(TOKEN)) {
    depth += step(token[0]);
    if (depth === 0) return token.index + token[0].length;
  }
  return 0;
}

function step(token) {
  return '[{'.includes(token) ? 1 : ']}'.includes(token) ? -1 : 0;
}

/** Texts stay as they are. */
function mend(text) {
  const clean = text
    .replaceAll(DOUBLED_QUOTE, (all, string) => string ?? all)
    .replaceAll(REMARK_OR_AND_SO_ON, (_, string) => string ?? '')
    .replaceAll(LAST_COMMA, (_, string) => string ?? '');
  // The documents of a stream follow each other without commas.
  return withoutStrayEnds(clean.replaceAll(LACKS_COMMA, (_, at) => (depthAt(clean, at) > 0 ? ',' : '')));
}

function depthAt(text, end) {
  let depth = 0;
  for (const [token] of text.slice(0, end).matchAll(TOKEN)) depth += step(token);
  return depth;
}

function withoutStrayEnds(text) {
  let depth = 0;
  return text.replaceAll(TOKEN, (token) => {
    if (depth === 0 && step(token) < 0) return '';
    depth += step(token);
    return token;
  });
}
