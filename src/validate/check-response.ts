/** What the engine answered: status, media type, body, stream. */
import { isEmptyBody } from '../cassette/body.ts';
import { headerValue } from '../cassette/head.ts';
import type { Body, Interaction, Outcome, ResponseHead } from '../cassette/types.ts';
import { ARCHIVE_ANSWERS } from '../docker/archive-answers.ts';
import type { ResponseFacts, SchemaFacts } from '../docker/schema-types.ts';
import { compareVersions } from '../docker/versions.ts';
import { checkErrorBody } from './check-body.ts';
import type { CheckContext } from './check-context.ts';
import { checkResponseHeaders } from './check-response-headers.ts';
import { checkDocuments, checkFrames, DocumentsCheck, FramesCheck, type StreamCheck, startsWithFrame } from './check-stream.ts';
import { tarFault } from './check-tar.ts';
import { checkWhole } from './check-whole.ts';
import { isAnnounced, isJson, MULTIPLEXED_STREAM, mediaType, RAW_STREAM } from './media-type.ts';

/** The version from which errors are JSON; before, they are plain text. */
const JSON_ERRORS_SINCE = '1.24';

/** Types of a description that does not say otherwise. */
const DEFAULT_PRODUCES = ['application/json', 'text/plain'];

/** Streams that engines up to 20.10 send without a Content-Type. */
const MAY_LACK_TYPE: ReadonlySet<string> = new Set(['ContainerLogs', 'ServiceLogs', 'TaskLogs', 'ContainerStats']);

/** Output of containers: frames, unless there is a TTY. */
const FRAMED: ReadonlySet<string> = new Set(['ContainerLogs', 'ServiceLogs', 'TaskLogs', 'ContainerAttach', 'ExecStart']);

/** The version from which the type of a stream says whether it consists of frames. */
const FRAMES_SAID_SINCE = '1.42';

/** Protocols to which a hijack switches. */
const UPGRADES: ReadonlyMap<string, string> = new Map([
  ['ContainerAttach', 'tcp'],
  ['ExecStart', 'tcp'],
  ['ContainerAttachWebsocket', 'websocket'],
  ['Session', 'h2c'],
  ['BuildKitGrpc', 'h2c'],
]);

type Answered = Extract<Outcome, { kind: 'whole' | 'streamed' | 'hijacked' }>;

export async function checkResponse({ request, outcome }: Pick<Interaction, 'request' | 'outcome'>, context: CheckContext): Promise<void> {
  switch (outcome.kind) {
    case 'whole':
    case 'streamed':
    case 'hijacked':
      return checkAnswer(request.method, request.target, outcome, context);
    case 'opaque':
      context.findings.add('not-http', '/outcome', notHttp(outcome.reason));
      return;
    case 'failed':
      return;
    default:
      outcome satisfies never;
  }
}

export function notHttp(reason: string): string {
  return `From here on the connection could not be read as HTTP: ${reason}.`;
}

async function checkAnswer(method: string, target: string, outcome: Answered, context: CheckContext): Promise<void> {
  const { facts, pointer, findings, description } = context;
  const { status } = outcome.head;
  const documented = facts.responses[String(status)];
  if (method === 'HEAD' || status < 200 || status === 204 || status === 304) {
    if (outcome.kind === 'whole' && !isEmptyBody(outcome.body)) {
      findings.add('response-body-unexpected', '/outcome/body', `The answer ${status} to ${method} has a body, and must not.`);
    }
  } else if (status >= 400) {
    const plainText = compareVersions(description.version, JSON_ERRORS_SINCE) < 0 || context.match.operation.transport === 'hijacked';
    const isFine = outcome.kind !== 'whole' || checkErrorBody(outcome, { plainText, files: context.files, findings });
    if (!isFine) return;
  }
  if (documented === undefined) {
    reportStatus(status, target, context);
    return;
  }
  if (status >= 400) return;
  checkResponseHeaders(outcome.head, documented, `${pointer}/responses/${status}`, context);
  if (outcome.kind === 'hijacked') checkUpgrade(outcome.head, context);
  if (method === 'HEAD' || status === 204 || status === 304) return;
  const hasType = checkMediaType(outcome, documented, context);
  if (hasType) await checkContent(outcome, documented, `${pointer}/responses/${status}`, context);
}

/** An error that nobody wrote down but that looks like one is worth a note; a success nobody wrote down is a violation. */
function reportStatus(status: number, target: string, { facts, pointer, findings, description, match }: CheckContext): void {
  if (status === 301 && target.split('?')[0]?.includes('//')) return;
  const code = status >= 400 ? 'response-status-undocumented' : 'response-status';
  const documented = Object.keys(facts.responses).join(', ');
  const message = `API ${description.version} does not document ${status} for ${match.operation.id} (${documented}).`;
  findings.add(code, '/outcome/head/status', message, `${pointer}/responses`);
}

function checkUpgrade({ status, headers }: ResponseHead, { findings, match }: CheckContext): void {
  if (status !== 101) return;
  const found = headerValue(headers, 'Upgrade')?.toLowerCase();
  const wanted = UPGRADES.get(match.operation.id);
  if (found === undefined || found === '') {
    findings.add('response-upgrade', '/outcome/head/headers', 'The answer 101 does not say to which protocol it switches.');
  } else if (wanted !== undefined && found !== wanted) {
    const what = `The answer 101 switches to ${JSON.stringify(found.slice(0, 60))}, not to ${wanted}.`;
    findings.add('response-upgrade', '/outcome/head/headers', what);
  }
}

/** False where the type is wrong: then the content is not looked at. */
function checkMediaType(outcome: Answered, documented: ResponseFacts, { facts, pointer, findings, match }: CheckContext): boolean {
  if (outcome.kind === 'whole' && isEmptyBody(outcome.body)) return true;
  const produces = facts.produces ?? DEFAULT_PRODUCES;
  const type = mediaType(outcome.head.headers);
  if (type === null) {
    const mayLack = outcome.kind === 'hijacked' || documented.schema === undefined || MAY_LACK_TYPE.has(match.operation.id);
    if (!mayLack)
      findings.add(
        'response-media-type',
        '/outcome/head/headers',
        'The answer does not say of what type its body is.',
        `${pointer}/produces`,
      );
    return true;
  }
  if (isAnnounced(type, produces) || (outcome.kind === 'hijacked' && type === RAW_STREAM)) return true;
  const message = `The type of the answer is ${type}, not ${produces.join(' or ')}.`;
  findings.add('response-media-type', '/outcome/head/headers', message, `${pointer}/produces`);
  return false;
}

async function checkContent(outcome: Answered, documented: ResponseFacts, pointer: string, context: CheckContext): Promise<void> {
  const type = mediaType(outcome.head.headers);
  const schema = documentSchema(documented, type);
  switch (outcome.kind) {
    case 'hijacked':
    case 'streamed':
      if (outcome.kind === 'streamed' && schema !== null) {
        await checkDocuments(outcome, new DocumentsCheck(schema, pointer, context), context.files);
      } else if (isFramed(outcome, type, context)) await checkFrames(outcome, context.files, new FramesCheck(context.findings));
      return;
    case 'whole':
      if (ARCHIVE_ANSWERS.has(context.match.operation.id)) checkArchive(outcome, pointer, context);
      else if (schema !== null) await checkWhole(outcome, schema, pointer, context);
      return;
    default:
      outcome satisfies never;
  }
}

/**
 * Whether a stream must consist of frames: where it says so, and, in versions that have no word for it, where its first
 * bytes are one. With a TTY all is raw.
 */
function isFramed(outcome: Exclude<Answered, { kind: 'whole' }>, type: string | null, { match, description }: CheckContext): boolean {
  if (type === MULTIPLEXED_STREAM) return true;
  return FRAMED.has(match.operation.id) && compareVersions(description.version, FRAMES_SAID_SINCE) < 0 && startsWithFrame(outcome);
}

/** What checks the pieces of such an answer while they pass: the same as of one that was recorded. Null where nothing is known of them. */
export function streamCheck(head: ResponseHead, kind: 'streamed' | 'hijacked', context: CheckContext): StreamCheck | null {
  const documented = context.facts.responses[String(head.status)];
  if (documented === undefined || head.status >= 400) return null;
  const type = mediaType(head.headers);
  if (type === MULTIPLEXED_STREAM) return new FramesCheck(context.findings);
  const schema = kind === 'streamed' ? documentSchema(documented, type) : null;
  return schema === null ? null : new DocumentsCheck(schema, `${context.pointer}/responses/${head.status}`, context);
}

/** The schema of an answer of that type; null where it is no JSON. */
function documentSchema({ schema }: ResponseFacts, type: string | null): SchemaFacts | null {
  // A body described as a string is text or a tar.
  return schema !== undefined && schema.type !== 'string' && (type === null || isJson(type)) ? schema : null;
}

function checkArchive(
  { body, end }: { readonly body: Body; readonly end: Answered['end'] },
  pointer: string,
  { files, findings }: CheckContext,
): void {
  const fault = tarFault([body], end === 'finished', files, { packed: false });
  if (fault !== null) findings.add('response-body-tar', '/outcome/body', `The body ${fault}.`, pointer);
}
