import { expect, it } from '@jest/globals';
import { dockerfileImages } from '../../../src/meaning/dockerfile-images.ts';

it.each([
  ['FROM busybox', ['busybox']],
  ['from --platform=linux/amd64 busybox:1 as base\nFROM base\nFROM scratch', ['busybox:1']],
  ['FROM a\nCOPY --from=0 /x /x\nCOPY --from=tools:1 /y /y', ['a', 'tools:1']],
  ['ARG BASE=a\nARG TAG\nFROM $BASE:$\u007bTAG:-1}', ['a:1']],
  ['ARG TAG\nFROM a:$TAG', []],
  ['FROM \\\n  busybox', ['busybox']],
  ['RUN echo FROM nowhere', []],
])('reads %j', (text, images) => {
  expect(dockerfileImages(text, {})).toEqual(images);
});

it('takes what the client has set before what the file sets', () => {
  expect(dockerfileImages('ARG BASE=a\nFROM $BASE', { BASE: 'b' })).toEqual(['b']);
});
