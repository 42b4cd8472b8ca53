/** Which kind of outcome an answer will be: said by its head, before anything of it has come. */
import type { ExchangeEvent } from '../cassette/exchange.ts';
import type { Operation } from './operation-types.ts';

type ResponseEvent = Extract<ExchangeEvent, { readonly kind: 'response' }>;

/** An answer whose length is known before it starts is no stream, whatever its operation can be. */
export function outcomeKind(
  { framing, head }: Pick<ResponseEvent, 'framing' | 'head'>,
  operation: Operation | null,
): 'whole' | 'streamed' | 'hijacked' {
  if (framing === 'hijacked') return 'hijacked';
  if (framing !== 'chunked' && framing !== 'eof') return 'whole';
  const fine = head.status >= 200 && head.status < 300;
  return fine && (operation === null || operation.transport === 'streamed') ? 'streamed' : 'whole';
}
