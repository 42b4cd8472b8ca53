/** The calls to the file system that can fail half way: handed in, so that tests can make them fail anywhere. */
import fs from 'node:fs';

export type Disk = Pick<
  typeof fs,
  | 'closeSync'
  | 'existsSync'
  | 'ftruncateSync'
  | 'linkSync'
  | 'mkdirSync'
  | 'openSync'
  | 'readFileSync'
  | 'readSync'
  | 'readdirSync'
  | 'renameSync'
  | 'rmSync'
  | 'statSync'
  | 'unlinkSync'
  | 'writeFileSync'
  | 'writeSync'
>;

export const realDisk: Disk = fs;

/** The errno name of a refusal: `ENOSPC`; undefined for any other error. */
export function errorCode(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** writeSync may write less than asked: this goes on until all is written or the disk refuses. */
export function writeAll(disk: Disk, fd: number, bytes: Buffer, position: number | null): void {
  let done = 0;
  while (done < bytes.length) {
    done += disk.writeSync(fd, bytes, done, bytes.length - done, position === null ? null : position + done);
  }
}

/** Replaces a file in one step: a reader sees the old or the new one. `temporary` is on the same file system. */
export function replaceFile(disk: Disk, path: string, text: string, temporary: string): void {
  disk.writeFileSync(temporary, text);
  disk.renameSync(temporary, path);
}
