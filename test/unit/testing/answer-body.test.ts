import { expect, it } from '@jest/globals';
import { AnswerBody } from '../../../src/testing/answer-body.ts';

async function read(body: AnswerBody): Promise<string> {
  let all = '';
  try {
    for await (const piece of body.stream) all += String(piece);
    return all;
  } catch (error) {
    return `${all}, then ${(error as Error).message}`;
  }
}

it('gives all that was written, before and after it is read', async () => {
  const body = new AnswerBody();
  body.write(Buffer.from('a'));
  const all = read(body);
  body.write(Buffer.from('b'));
  body.end(null);
  expect(await all).toBe('ab');
});

it('gives all that came before an error', async () => {
  const body = new AnswerBody();
  for (const text of ['a', 'b', 'c']) body.write(Buffer.from(text));
  body.end(new Error('reset'));
  body.write(Buffer.from('d'));
  expect(await read(body)).toBe('abc, then reset');
});

it('says when too much waits, and when it is read', async () => {
  const body = new AnswerBody();
  body.write(Buffer.alloc(100_000, 'x'));
  expect(body.isFull).toBe(true);
  const drained = new Promise<void>((resolve) => body.onDrain(resolve));
  const all = read(body);
  await drained;
  expect(body.isFull).toBe(false);
  body.end(null);
  expect(await all).toHaveLength(100_000);
});
