/**
 * Holds the examples in the prose of API 1.18 … 1.24 against what tapedeck says of these versions: each one that can be
 * read must fit, or stand in check-examples.json with the reason why it is wrong.
 *
 *   npm run build
 *   node scripts/check-examples.mjs DIRECTORY        DIRECTORY holds v1.18.md … v1.24.md (docs/api or api/docs of moby)
 *
 * Prints a table, then what does not fit. Ends with 1 where something does not, 3 where there is nothing to check.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseDocuments } from './lenient-json.mjs';
import { looksLikeJson, readExamples, toMessage } from './markdown-examples.mjs';

/**
 * @param check gives the findings of an interaction at a version
 * @param exceptions what is known to be wrong, each with its reason; marked `used` where it was met
 * @returns counts, and the findings that no exception explains, as lines
 */
export async function checkExamples({ version, text, check, exceptions }) {
  const counts = { examples: 0, json: 0, plain: 0, mended: 0, fit: 0, excepted: 0 };
  const problems = [];
  let request = null;
  for (const example of readExamples(text)) {
    counts.examples++;
    const message = completed(toMessage(example.lines));
    const asked = heading(example.operation, version);
    if (example.kind === 'request') request = { ...(message ?? asked), operation: example.operation };
    if (message === null) continue;
    const parsed = looksLikeJson(message) ? parseDocuments(message.body) : null;
    if (looksLikeJson(message)) counts.json++;
    if (parsed !== null) counts[parsed.mended ? 'mended' : 'plain']++;
    const asker = request?.operation === example.operation ? request : asked;
    const interaction = example.kind === 'request' ? requestAlone(message, parsed) : answered(asker, message, parsed);
    const errors = (await check(interaction)).filter((one) => one.severity === 'error' && isAbout(one, example.kind));
    const unexplained = errors.filter((error) => !explains(exceptions, { error, version, kind: example.kind }));
    if (parsed !== null && errors.length === 0) counts.fit++;
    if (parsed !== null && errors.length > 0 && unexplained.length === 0) counts.excepted++;
    for (const error of unexplained) {
      problems.push(`v${version}.md:${example.line}: ${error.operation} ${example.kind}: ${error.code} ${error.pointer} ${error.message}`);
    }
    if (looksLikeJson(message) && parsed === null) problems.push(`v${version}.md:${example.line}: ${example.operation} is no JSON`);
  }
  return { counts, problems };
}

const PLACEHOLDER = /^\{[{%]/;

/** With the Content-Type that most examples leave out, and without what only stands for bytes (`{{ STREAM }}`). */
function completed(message) {
  if (message === null) return null;
  if (PLACEHOLDER.test(message.body)) return { ...message, body: '' };
  const hasType = message.headers.some(([name]) => name.toLowerCase() === 'content-type');
  if (hasType || !looksLikeJson(message)) return message;
  return { ...message, headers: [...message.headers, ['Content-Type', 'application/json']] };
}

/** The answer's findings are those of the engine; the request's those of the client. No page prints a tar. */
function isAbout({ party, code }, kind) {
  return (party === 'client') === (kind === 'request') && !code.endsWith('-body-tar');
}

function explains(exceptions, { error, version, kind }) {
  const minor = (one) => Number(one.split('.')[1]);
  const found = exceptions.find((one) => {
    const [from, to] = one.versions.split('-');
    const isThen = minor(from) <= minor(version) && minor(version) <= minor(to);
    return isThen && one.operation === error.operation && one.example === kind && one.code === error.code && one.pointer === error.pointer;
  });
  if (found !== undefined) found.used = true;
  return found !== undefined;
}

/** `GET /containers/(id or name)/json` as a request. */
function heading(operation, version) {
  const [method, path] = operation.split(' ');
  const whole = operation.slice(method.length + 1).replaceAll(/\([^)]*\)/g, 'x');
  return { method, target: `/v${version}${path === undefined ? '' : whole}`, headers: [], body: '' };
}

function requestAlone(message, parsed) {
  const body = parsed === null ? message.body : JSON.stringify(parsed.documents[0]);
  return { ...interaction({ ...message, body }), outcome: { kind: 'failed', reason: 'client-left', detail: '' } };
}

/** A stream where there are several documents. */
function answered(asker, message, parsed) {
  const head = { status: message.status, reason: '', version: 'HTTP/1.1', headers: message.headers };
  const base = { interim: [], head, end: 'finished' };
  const documents = parsed?.documents ?? [message.body];
  const bodies = documents.map((one) => ({ encoding: 'text', data: parsed === null ? one : JSON.stringify(one) }));
  if (bodies.length === 1) return { ...interaction(asker), outcome: { ...base, kind: 'whole', body: bodies[0] } };
  const chunks = bodies.map((body, seq) => ({ seq, from: 'engine', body }));
  return { ...interaction(asker), outcome: { ...base, kind: 'streamed', chunks, chunked: { sizes: [] } } };
}

function interaction({ method, target, headers, body }) {
  const request = { method, target, version: 'HTTP/1.1', headers, body: { encoding: 'text', data: body }, end: 'whole' };
  return { id: 0, operation: null, connection: 0, request };
}

const COLUMNS = ['version', 'examples', 'json', 'plain', 'mended', 'fit', 'excepted'];

function row(cells) {
  return `${cells.map((cell) => String(cell).padStart(9)).join('')}\n`;
}

async function main([directory]) {
  if (directory === undefined) {
    process.stderr.write('usage: node scripts/check-examples.mjs DIRECTORY   (DIRECTORY holds v1.18.md … v1.24.md)\n');
    return 2;
  }
  const versions = readdirSync(directory)
    .filter((file) => /^v1\.\d\d\.md$/.test(file))
    .map((file) => file.slice(1, -3))
    .sort();
  if (versions.length === 0) {
    process.stderr.write(`no v1.NN.md in ${directory}\n`);
    return 3;
  }
  const { Contract } = await import('../dist/validate/contract.js');
  const { loadSchemas } = await import('../dist/store/schemas.js');
  const contract = new Contract(loadSchemas());
  const { exceptions } = JSON.parse(readFileSync(new URL('check-examples.json', import.meta.url), 'utf8'));
  const all = [];
  process.stdout.write(row(COLUMNS));
  for (const version of versions) {
    const check = (one) => contract.check(one, { cassette: `v${version}.md`, files: {} }, version);
    const text = readFileSync(join(directory, `v${version}.md`), 'utf8');
    const { counts, problems } = await checkExamples({ version, text, check, exceptions });
    process.stdout.write(row([version, ...COLUMNS.slice(1).map((name) => counts[name])]));
    all.push(...problems);
  }
  for (const { used, operation, code, versions: when } of exceptions) {
    if (!used) all.push(`check-examples.json: nothing met the exception for ${operation} ${code} of ${when}; take it out`);
  }
  for (const problem of all) process.stdout.write(`${problem}\n`);
  return all.length === 0 ? 0 : 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = await main(process.argv.slice(2));
