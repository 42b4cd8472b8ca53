/** A body that lies beside the cassette is called `.tar` where it is one, so that people can open it. */
import type { BodyPart } from '../cassette/exchange.ts';
import { headerValue } from '../cassette/head.ts';
import type { RawHeaders } from '../cassette/types.ts';
import { ARCHIVE_ANSWERS } from '../docker/archive-answers.ts';
import type { Operation } from '../docker/operation-types.ts';

const TAR_TYPE = /\btar\b/i;

export function bodyExtension(part: BodyPart, headers: RawHeaders, operation: Operation | null): '.tar' | '.bin' {
  if (part === 'client' || part === 'engine') return '.bin';
  if (TAR_TYPE.test(headerValue(headers, 'content-type') ?? '')) return '.tar';
  if (part === 'request') return operation?.requestBody === 'tar' ? '.tar' : '.bin';
  return operation !== null && ARCHIVE_ANSWERS.has(operation.id) ? '.tar' : '.bin';
}
