/** Tars in one line each, for contexts and archives. */
import { type Header, pack } from 'tar-stream';

export type TarPart = Partial<Header> & { readonly name: string; readonly content?: string | Buffer };

export async function someTar(parts: readonly TarPart[]): Promise<Buffer> {
  const packed = pack();
  for (const { content, ...header } of parts) packed.entry({ mtime: new Date(1_700_000_000_000), ...header }, content ?? '');
  packed.finalize();
  const pieces: Buffer[] = [];
  for await (const piece of packed) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}
