import { expect, it } from '@jest/globals';
import { removeTemporarySockets } from '../../support/temporary-socket.ts';
import { converse } from './conversation.ts';
import { CONVERSATIONS } from './conversations.ts';

removeTemporarySockets();

it.each(CONVERSATIONS)('carries unchanged: $name', async (conversation) => {
  const direct = await converse(conversation);
  const relayed = await converse(conversation, () => {});
  expect(relayed).toEqual(direct);
});
