import { expect, it } from '@jest/globals';
import type { RequestGuard } from '../../../src/cassette/exchange.ts';
import { removeTemporarySockets } from '../../support/temporary-socket.ts';
import { converse } from './conversation.ts';
import { CONVERSATIONS } from './conversations.ts';

removeTemporarySockets();

/** What a guard cannot let through as it is. */
const CANNOT_BE_READ = [
  'HTTP/1.0',
  'TLS, which nobody here speaks',
  'a client that leaves in the middle of a head',
  'a head beyond what the parser reads',
];
/** The engine wants bytes that may be the next request before it says whether they are. */
const WAITS_FOR_THE_ANSWER = [
  'stdin behind a 200 on attach without Upgrade',
  'exec start without Upgrade, answered 200 and a stream',
  'a refused upgrade with requests waiting behind it',
  'an engine that resets in the middle of a body',
];
/** The engine speaks while the request is still held, or hears of it later. */
const SPEAKS_BEFORE_THE_BODY = [
  '3 MB up and down',
  '100 Continue before the body goes',
  'a refusal instead of 100 Continue',
  'a 404 while an upload goes on, and a half-close (unix)',
  'a 404 while an upload goes on, and a half-close (tcp)',
  'an answer before the end of the request, on a connection that stays',
  'a request body that never comes to its end',
];

const lenient = (wantsBody: boolean): RequestGuard => ({
  bodyLimit: 16 * 1024 * 1024,
  wantsBody: () => wantsBody,
  judge: () => null,
  unreadable: (_connection, reason) => reason,
});

const without = (...names: readonly (readonly string[])[]) => CONVERSATIONS.filter(({ name }) => !names.flat().includes(name));

it.each(without(CANNOT_BE_READ, WAITS_FOR_THE_ANSWER))('lets through unchanged what is judged at its head: $name', async (conversation) => {
  const direct = await converse(conversation);
  expect(await converse(conversation, () => {}, lenient(false))).toEqual(direct);
});

it.each(without(CANNOT_BE_READ, WAITS_FOR_THE_ANSWER, SPEAKS_BEFORE_THE_BODY))(
  'lets through unchanged what is judged with its body: $name',
  async (conversation) => {
    const direct = await converse(conversation);
    expect(await converse(conversation, () => {}, lenient(true))).toEqual(direct);
  },
);
