import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ignoreFileMeaning } from '../../../src/meaning/made-up-dockerfile.ts';

const meaning = (text: string) => ignoreFileMeaning(Buffer.from(text)).toString();

it('does not count the name that the docker CLI or docker-py made up for a Dockerfile', () => {
  expect(meaning('.dockerignore\n.dockerfile.2f27fb4c2d82238d1537\n')).toBe(meaning('.dockerignore\n.dockerfile.d9f535c4df5974bc6c2a\n'));
  const python = '.dockerfile.9ea4a51877921ab041bd8a9411b1fea3de766323';
  expect(meaning(`*.log\n${python}`)).toBe(meaning(`*.log\n${python.slice(0, -2)}`));
});

it('counts everything else, and whether there is such a name', () => {
  const [one, other] = ['.dockerfile.2f27fb4c2d82238d1537', '.dockerfile.d9f535c4df5974bc6c2a'];
  expect(meaning(`${one}\n`)).not.toBe(meaning(''));
  expect(meaning(`a\n${one}\n`)).not.toBe(meaning(`b\n${other}\n`));
  for (const line of ['.dockerfile.dev', `${one}0.bak`, `x${one}`, `app/${one}`]) expect(meaning(line)).toBe(line);
});

it('keeps the bytes of a file that lists no such name', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(ignoreFileMeaning(Buffer.from(bytes)).equals(bytes)).toBe(true);
    }),
  );
});
