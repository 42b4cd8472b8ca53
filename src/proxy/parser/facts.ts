/**
 * What a head says about the bytes behind it. Derived once a head and remembered with it: keep-alive clients and
 * engines repeat heads to the byte, so most heads are recognised, not read.
 */
import type { RequestHead, StatusHead } from '../../cassette/exchange.ts';
import { headerTokens, headerValues, parseRequestHead, parseStatusHead } from '../../cassette/head.ts';
import type { RawHeaders } from '../../cassette/types.ts';
import { findOperation } from '../../docker/operations.ts';

/** How a body is delimited, and by how many bytes where that is by `length`. */
export interface BodyPlan {
  readonly framing: 'none' | 'length' | 'chunked' | 'eof' | 'hijacked';
  readonly length: number;
}

export const NO_BODY: BodyPlan = { framing: 'none', length: 0 };
export const HIJACKED: BodyPlan = { framing: 'hijacked', length: 0 };
const CHUNKED: BodyPlan = { framing: 'chunked', length: 0 };
const UNTIL_END: BodyPlan = { framing: 'eof', length: 0 };

export interface RequestFacts {
  readonly head: RequestHead;
  readonly body: BodyPlan;
  /** Bytes behind this request may be a stream or the next request: only the answer tells. */
  readonly maySwitch: boolean;
  /** A 200 with neither length nor chunks is a hijack (attach, exec start); for others it is a body until FIN. */
  readonly hijackable: boolean;
  /** The engine ends such an answer when its client sends FIN (logs -f, events, pull, wait). */
  readonly streamed: boolean;
  /** The client wants no further answers on this connection. */
  readonly closes: boolean;
}

export interface AnswerFacts {
  readonly head: StatusHead;
  /** 100, 102, 103: another head follows. 101 is a final answer. */
  readonly interim: boolean;
  /** The framing that the headers give; the request's method and the status may overrule it. */
  readonly body: BodyPlan;
}

/** Throws SyntaxError where the head is none, or contradicts itself. */
export function readRequestFacts(raw: Buffer): RequestFacts {
  const head = parseRequestHead(raw);
  const operation = findOperation(head.method, head.target)?.operation;
  const hijackable = operation?.id === 'ContainerAttach' || operation?.id === 'ExecStart';
  const connection = headerTokens(head.headers, 'connection');
  const upgrade = connection.includes('upgrade') && headerValues(head.headers, 'upgrade').length > 0;
  return {
    head,
    body: requestBody(head.headers),
    maySwitch: hijackable || upgrade || head.method === 'CONNECT',
    hijackable,
    streamed: operation?.transport === 'streamed',
    closes: head.version === 'HTTP/1.0' ? !connection.includes('keep-alive') : connection.includes('close'),
  };
}

/** Throws SyntaxError where the head is none, or contradicts itself. */
export function readAnswerFacts(raw: Buffer): AnswerFacts {
  const head = parseStatusHead(raw);
  return { head, interim: head.status < 200 && head.status !== 101, body: answerBody(head.headers) };
}

/** RFC 9112 §6.3, and Docker's hijack: which bytes belong to this answer of this request. */
export function planAnswer(request: RequestFacts, answer: AnswerFacts): BodyPlan {
  const { status } = answer.head;
  if (status === 101 || (request.head.method === 'CONNECT' && status < 300)) return HIJACKED;
  if (request.head.method === 'HEAD' || status === 204 || status === 304) return NO_BODY;
  // A refused attach has neither length nor chunks as well: there the text until FIN is a body.
  if (request.hijackable && status === 200 && answer.body.framing === 'eof') return HIJACKED;
  return answer.body;
}

function requestBody(headers: RawHeaders): BodyPlan {
  const codings = headerTokens(headers, 'transfer-encoding');
  if (codings.length > 0) {
    if (codings.at(-1) !== 'chunked') throw new SyntaxError('a request body with an unknown transfer coding');
    return CHUNKED;
  }
  const length = contentLength(headers);
  return length === null || length === 0 ? NO_BODY : { framing: 'length', length };
}

function answerBody(headers: RawHeaders): BodyPlan {
  const codings = headerTokens(headers, 'transfer-encoding');
  if (codings.length > 0) return codings.at(-1) === 'chunked' ? CHUNKED : UNTIL_END;
  const length = contentLength(headers);
  return length === null ? UNTIL_END : { framing: 'length', length };
}

/** Null where there is none. Equal repeats are one; different ones are how requests get smuggled. */
function contentLength(headers: RawHeaders): number | null {
  const values = new Set(headerTokens(headers, 'content-length'));
  if (values.size === 0) return null;
  const [text] = values;
  if (values.size > 1 || text === undefined || !/^[0-9]{1,15}$/.test(text)) throw new SyntaxError('no single Content-Length');
  return Number(text);
}
