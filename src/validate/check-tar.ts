/** Bodies that are described as tars: uploads of a client (perhaps packed), and archives of an engine (never). */
import { inlineBytes } from '../cassette/body.ts';
import type { Body, BodyFiles } from '../cassette/types.ts';
import { TarCheck, type TarOptions } from './tar-check.ts';

/** What is read of a file at a time. Contents of entries are passed over. */
const WINDOW = 65_536;

/**
 * What the bodies in a row, taken together, are not, to be read after "the body"; null where they are a tar.
 * @param finished false where the end may be missing
 */
export function tarFault(bodies: readonly Body[], finished: boolean, files: BodyFiles, options: TarOptions): string | null {
  const check = new TarCheck(options);
  for (const body of bodies) {
    const fault = body.encoding === 'file' ? readFile(body, files, check) : check.push(inlineBytes(body));
    if (fault !== null) return fault;
  }
  return finished ? check.end() : null;
}

function readFile(body: Extract<Body, { encoding: 'file' }>, files: BodyFiles, check: TarCheck): string | null {
  for (let at = 0; at < body.bytes; ) {
    const skipped = Math.min(check.skippable, body.bytes - at);
    check.skip(skipped);
    at += skipped;
    const bytes = Math.min(WINDOW, body.bytes - at);
    if (bytes === 0) break;
    const fault = check.push(files.read({ ...body, offset: body.offset + at, bytes }));
    if (fault !== null) return fault;
    at += bytes;
  }
  return null;
}
