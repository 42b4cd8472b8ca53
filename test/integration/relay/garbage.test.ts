import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ExchangeEvent } from '../../../src/cassette/exchange.ts';
import { removeTemporarySockets } from '../../support/temporary-socket.ts';
import { type Conversation, converse } from './conversation.ts';

removeTemporarySockets();

const nearlyHttp = fc.constantFrom(
  'GET /v1.41/containers/json HTTP/1.1\r\nHost: x\r\n\r\n',
  'POST /v1.41/containers/web/attach HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n',
  'POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n',
  'HTTP/1.1 101 UPGRADED\r\n\r\n',
  'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n',
  'HTTP/1.1 100 Continue\r\n\r\n',
  '\r\n\r\n',
  '0\r\n\r\n',
);
const bytes = fc.oneof(
  nearlyHttp.map((text) => Buffer.from(text)),
  fc.uint8Array({ minLength: 1, maxLength: 60 }).map((array) => Buffer.from(array)),
);
const pieces = fc.array(fc.record({ from: fc.constantFrom('client', 'engine'), bytes }), { minLength: 1, maxLength: 8 });

it('forwards whatever the two sides say, and tells each exchange to its end', async () => {
  await fc.assert(
    fc.asyncProperty(pieces, async (said) => {
      const sent = (from: string) =>
        Buffer.concat(said.filter((piece) => piece.from === from).map((piece) => piece.bytes)).toString('latin1');
      const speak = (from: string): Conversation['client'] & Conversation['daemon'] => {
        return async (peer) => {
          for (const piece of said) {
            if (piece.from === from) await peer.send(piece.bytes);
            else await peer.take(piece.bytes.length);
          }
          peer.halfClose();
          await peer.takeRest();
        };
      };
      const events: ExchangeEvent[] = [];
      const conversation = { name: 'garbage', client: speak('client'), daemon: speak('engine') };
      const transcript = await converse(conversation, (event) => events.push(event));
      expect(transcript.clients).toEqual([{ bytes: sent('engine'), fate: 'fin' }]);
      expect(transcript.daemon).toEqual([{ bytes: sent('client'), fate: 'fin' }]);
      const exchanges = new Set(events.map(({ exchange }) => exchange));
      expect(events.filter(({ kind }) => kind === 'end').map(({ exchange }) => exchange)).toHaveLength(exchanges.size);
    }),
    { numRuns: 100 },
  );
}, 30_000);
