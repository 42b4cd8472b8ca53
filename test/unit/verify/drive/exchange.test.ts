import { expect, it } from '@jest/globals';
import type { LiveLine } from '../../../../src/verify/drive/door.ts';
import { LiveExchange } from '../../../../src/verify/drive/exchange.ts';
import { anInteraction, someFiles } from '../../../support/interactions.ts';

/** What an exchange writes, a write each. */
async function writesOf(body: string): Promise<string[]> {
  const writes: string[] = [];
  const line: LiveLine = {
    send: async (bytes) => {
      writes.push(bytes.toString('latin1'));
    },
    end: () => {},
    leave: () => {},
  };
  const headers = [['Content-Length', `${body.length}`]] as const;
  const interaction = anInteraction({ method: 'POST', target: '/containers/web/attach', headers, body });
  new LiveExchange(
    { open: () => line },
    { interaction, request: interaction.request, files: someFiles(), measured: false, onChange: () => {} },
  );
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  return writes;
}

it('sends a small body in one write with its head: dockerd would take that of an attach for stdin', async () => {
  expect(await writesOf('{}')).toEqual(['POST /containers/web/attach HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}']);
});

it('sends a large body behind its head', async () => {
  const body = 'x'.repeat(100_000);
  const writes = await writesOf(body);
  expect(writes[0]).toBe('POST /containers/web/attach HTTP/1.1\r\nContent-Length: 100000\r\n\r\n');
  expect(writes.slice(1).join('')).toBe(body);
});
