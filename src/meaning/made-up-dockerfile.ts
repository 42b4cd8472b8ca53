/**
 * A Dockerfile that is not in the context (from stdin, beside the folder). For the classic builder a client puts it into the
 * tar under a name that it makes up for each build, `.dockerfile.2f27fb4c2d82238d1537`, and adds that name to the
 * `.dockerignore` it sends: https://github.com/docker/cli/blob/v28.5.2/cli/command/image/build/context.go
 * (AddDockerfileToBuildContext); docker-py does likewise with more digits. In the query and as an entry of the tar the name
 * is bound as others are (varying.ts). The file that lists it is told by its digest, in which the name must not count.
 */

/** Where it is listed, in a tar. */
export const IGNORE_FILE = '.dockerignore';
/** Larger ones are told by all of their bytes: nobody writes as many patterns. */
export const LARGEST_IGNORE_FILE = 1024 * 1024;

const MADE_UP_LINE = /^\.dockerfile\.[0-9a-f]{16,40}(?=\r?$)/gm;

/** What a `.dockerignore` says, whatever name was made up. */
export function ignoreFileMeaning(content: Buffer): Buffer {
  const text = content.toString('latin1');
  return text.includes('.dockerfile.') ? Buffer.from(text.replace(MADE_UP_LINE, '.dockerfile.'), 'latin1') : content;
}
