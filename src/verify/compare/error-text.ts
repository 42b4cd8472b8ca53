/** What an engine says of an error: `{"message": …}`, or a plain text. */
import { isJsonObject } from '../../cassette/json.ts';
import type { Told } from '../types.ts';
import { answerBytes, answerLength, TEXT_LIMIT } from './answer-bytes.ts';
import { documentsIn } from './documents.ts';

/** Null where the answer is none of an error, or says nothing. */
export function errorText(told: Told): string | null {
  const { outcome } = told.interaction;
  if (!('head' in outcome) || outcome.head.status < 400 || answerLength(told) > TEXT_LIMIT) return null;
  const text = answerBytes(told).toString('utf8');
  const [json] = documentsIn(text, false) ?? [];
  const message = isJsonObject(json) ? json.message : undefined;
  return (typeof message === 'string' ? message : text).trim() || null;
}
