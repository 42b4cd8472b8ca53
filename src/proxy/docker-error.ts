/** An answer of tapedeck's own, in the shape that every Docker client prints: `{"message": …}`. */
import { writeStatusHead } from '../cassette/head.ts';

const REASONS = { 400: 'Bad Request', 500: 'Internal Server Error', 502: 'Bad Gateway' } as const;

/** The whole answer; the connection must be closed behind it. A HEAD gets no body. */
export function dockerError(status: keyof typeof REASONS, message: string, method: string): Buffer {
  const body = Buffer.from(`${JSON.stringify({ message })}\n`);
  const head = writeStatusHead({
    status,
    reason: REASONS[status],
    version: 'HTTP/1.1',
    headers: [
      ['Content-Type', 'application/json'],
      ['Content-Length', String(body.length)],
      ['Connection', 'close'],
    ],
  });
  return method === 'HEAD' ? head : Buffer.concat([head, body]);
}
