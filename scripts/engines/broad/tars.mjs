/** Small tars with fixed times and owners. */
import tar from 'tar-stream';

/** @param files path → content; `path/` is a directory; { mode, content } where the mode matters */
export async function tarOf(files) {
  const pack = tar.pack();
  for (const [name, file] of Object.entries(files)) {
    const content = Buffer.from(file.content ?? file);
    const type = name.endsWith('/') ? 'directory' : 'file';
    pack.entry(
      { name, type, mode: file.mode ?? (type === 'directory' ? 0o755 : 0o644), mtime: new Date(1_700_000_000_000), uid: 0, gid: 0 },
      content,
    );
  }
  pack.finalize();
  const pieces = [];
  for await (const piece of pack) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** One file of a tar. */
export function fileOf(bytes, path) {
  return new Promise((resolve, reject) => {
    const extract = tar.extract();
    let found = null;
    extract.on('entry', (header, stream, next) => {
      const pieces = [];
      stream.on('data', (piece) => pieces.push(piece));
      stream.on('end', () => {
        if (header.name.replace(/^\.\//, '') === path) found = Buffer.concat(pieces);
        next();
      });
    });
    extract.on('finish', () => resolve(found));
    extract.on('error', reject);
    extract.end(bytes);
  });
}
