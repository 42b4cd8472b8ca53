/**
 * The examples in the prose that describes the Engine API before 1.25, taken apart into HTTP.
 *
 *   **Example request**:          opens one; the block below it, indented or fenced, is the message
 *
 *       POST /v1.24/auth HTTP/1.1
 *       Content-Type: application/json
 *
 *       { "username": "hannibal", … }
 *
 * People wrote them for people: some bodies are cut short (`...`), some carry remarks, some are placeholders. What can be
 * mended without guessing is mended (lenient-json.mjs); the rest is no JSON, and is counted as that.
 */

const COMMENT = /<!--.*?-->/gs;
const OPERATION = /^`(GET|HEAD|POST|PUT|DELETE) [^`]+`$/;
const OPENS = /^\*\*Example (request|response)\b.*\*\*/i;
const REQUEST_LINE = /^(GET|HEAD|POST|PUT|DELETE) (\S+)(?: HTTP\/1\.1)?$/;
const STATUS_LINE = /^HTTP\/1\.1 (\d{3})/;
const HEADER = /^([\w-]+): *(.*)$/;

/** @returns {{ line: number, kind: 'request' | 'response', operation: string, lines: string[] }[]} with `operation` as its heading has it */
export function readExamples(text) {
  const examples = [];
  let operation = null;
  let open = null;
  let fenced = false;
  const clean = text.replaceAll(COMMENT, (comment) => comment.replaceAll(/[^\n]/g, ''));
  for (const [i, line] of clean.split(/\r?\n/).entries()) {
    if (line.startsWith('```')) {
      fenced = !fenced;
      continue;
    }
    if (fenced || /^\s+\S/.test(line) || line === '') {
      open?.lines.push(line);
      continue;
    }
    // Prose ends the block, but for what stands between the title and the block.
    if (open?.lines.some((one) => one !== '')) open = null;
    if (line.startsWith('#')) [operation, open] = [null, null];
    if (OPERATION.test(line)) operation = line.slice(1, -1);
    const kind = OPENS.exec(line)?.[1]?.toLowerCase();
    if (kind === undefined || operation === null) continue;
    open = { line: i + 1, kind, operation, lines: [] };
    examples.push(open);
  }
  return examples;
}

/**
 * The message of an example; null where it does not begin as one.
 * @returns {{ method?: string, target?: string, status?: number, headers: [string, string][], body: string } | null}
 */
export function toMessage(lines) {
  const start = lines.findIndex((line) => line.trim() !== '');
  if (start < 0) return null;
  const first = lines[start].trim();
  const request = REQUEST_LINE.exec(first);
  const status = STATUS_LINE.exec(first);
  const isBody = /^[[{]/.test(first) && !first.startsWith('{%');
  if (isBody) return { status: 200, headers: [], body: lines.slice(start).join('\n').trim() };
  if (request === null && status === null) return null;
  const headers = [];
  let at = start + 1;
  for (; at < lines.length && lines[at].trim() !== ''; at++) {
    const header = HEADER.exec(lines[at].trim());
    if (header === null) break;
    headers.push([header[1], header[2]]);
  }
  const body = lines.slice(at).join('\n').trim();
  return status === null ? { method: request[1], target: request[2], headers, body } : { status: Number(status[1]), headers, body };
}

/** True for what is meant as JSON, whether it parses or not; `{{ STREAM }}` stands for bytes. */
export function looksLikeJson({ headers, body }) {
  if (/^\{[{%]/.test(body)) return false;
  return /^[[{"]/.test(body) || (body !== '' && headers.some(([name, value]) => /^content-type$/i.test(name) && value.includes('json')));
}
