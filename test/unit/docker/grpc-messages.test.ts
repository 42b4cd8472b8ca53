import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { GrpcMessages, writeGrpcMessage } from '../../../src/docker/grpc-messages.ts';
import { cutAt } from '../../support/http2-bytes.ts';

it('finds the messages that were written, however they are cut', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 30 })), fc.array(fc.nat(400)), (messages, cuts) => {
      const bytes = Buffer.concat(messages.map((message) => writeGrpcMessage(Buffer.from(message))));
      const reader = new GrpcMessages();
      const found = cutAt(bytes, cuts).flatMap((piece) => reader.push(piece));
      expect(found).toEqual(messages.map((message) => Buffer.from(message)));
      expect(reader.held).toBe(0);
    }),
  );
});

it('holds what is not whole', () => {
  const reader = new GrpcMessages();
  expect(reader.push(writeGrpcMessage(Buffer.from('message')).subarray(0, 9))).toEqual([]);
  expect(reader.held).toBe(9);
});
