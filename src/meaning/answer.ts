/** When two recorded answers to one request are the same to a client: a poll that sees nothing move gets equal ones. */
import { createHash } from 'node:crypto';
import { bodyBytes } from '../cassette/body.ts';
import { type Json, parseJson } from '../cassette/json.ts';
import type { Body, BodyFiles, Outcome } from '../cassette/types.ts';
import { textOf } from './json.ts';

/** Headers that differ between answers which say the same: the clock, and Podman's address of the request. */
const VOLATILE_HEADERS: ReadonlySet<string> = new Set(['date', 'x-reference-id', 'content-length', 'transfer-encoding']);
/** Larger answers are not looked into. */
const JSON_LIMIT = 8 * 1024 * 1024;

/** One line that equal answers share. How a body was cut into chunks does not count; how the answer ended does. */
export function answerKey(outcome: Outcome): string {
  const hash = createHash('sha256').update(outcome.kind);
  if ('head' in outcome) {
    const headers = outcome.head.headers.filter(([name]) => !VOLATILE_HEADERS.has(name.toLowerCase()));
    hash.update(JSON.stringify([outcome.head.status, headers, outcome.end]));
  }
  switch (outcome.kind) {
    case 'whole':
      hash.update(bodyText(outcome.body));
      break;
    case 'streamed':
    case 'hijacked':
    case 'opaque':
      for (const chunk of outcome.chunks) {
        if (!('body' in chunk)) hash.update(`${chunk.from} closes`);
        else if (chunk.from === 'engine') hash.update(`${chunk.channel ?? ''} ${bodyText(chunk.body)}`);
      }
      break;
    case 'failed':
      hash.update(`${outcome.reason} ${bodyText(outcome.partial)}`);
      break;
    default:
      outcome satisfies never;
  }
  return hash.digest('hex');
}

/** The JSON document of a plain answer; undefined where it is none, or too large to look into. */
export function answerJson(outcome: Outcome, files: BodyFiles): Json | undefined {
  return outcome.kind === 'whole' ? bodyJson(outcome.body, files) : undefined;
}

/** The JSON document of any body; undefined where it is none, or too large to look into. */
export function bodyJson(body: Body, files: BodyFiles): Json | undefined {
  if (body.encoding === 'json') return body.data;
  if (body.encoding === 'base64' || (body.encoding === 'file' && body.bytes > JSON_LIMIT)) return undefined;
  const text = bodyBytes(body, files).toString('utf8');
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

function bodyText(body: Body): string {
  switch (body.encoding) {
    case 'json':
      return textOf(body.data);
    case 'text':
    case 'base64':
      return body.data;
    case 'file':
      return `${body.sha256} ${body.offset} ${body.bytes}`;
    default:
      return body satisfies never;
  }
}
