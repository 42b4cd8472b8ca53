/**
 * SHA-256 of the start of a file. On the main thread it would take the relay a second for every gigabyte or two, so
 * while recording it is done by a worker thread.
 */
import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { Disk } from './disk.ts';

const PIECE = 1024 * 1024;

/** Here and now, for commands that have nothing else to do. */
export function hashFileNow(disk: Disk, path: string, length: number): string {
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafe(Math.min(PIECE, Math.max(1, length)));
  const fd = disk.openSync(path, 'r');
  try {
    for (let at = 0; at < length; ) {
      const read = disk.readSync(fd, piece, 0, Math.min(piece.length, length - at), at);
      if (read === 0) break;
      hash.update(piece.subarray(0, read));
      at += read;
    }
  } finally {
    disk.closeSync(fd);
  }
  return hash.digest('hex');
}

/** As source text: the same for the compiled program and for tests that run TypeScript without compiling it. */
const WORKER_SOURCE = `
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const { parentPort } = require('node:worker_threads');
const piece = Buffer.allocUnsafe(${PIECE});
parentPort.on('message', ({ job, path, length }) => {
  try {
    const hash = createHash('sha256');
    const fd = fs.openSync(path, 'r');
    try {
      for (let at = 0; at < length; ) {
        const read = fs.readSync(fd, piece, 0, Math.min(piece.length, length - at), at);
        if (read === 0) break;
        hash.update(piece.subarray(0, read));
        at += read;
      }
    } finally {
      fs.closeSync(fd);
    }
    parentPort.postMessage({ job, sha256: hash.digest('hex') });
  } catch (error) {
    parentPort.postMessage({ job, error });
  }
});
`;

type Answer = { readonly job: number; readonly sha256: string } | { readonly job: number; readonly error: unknown };

/** Hashes files in a thread of its own, which is started by the first and does not keep the process alive between. */
export class FileHasher {
  #worker: Worker | null = null;
  #job = 0;
  readonly #waiting = new Map<number, { resolve: (sha256: string) => void; reject: (error: unknown) => void }>();

  hash(path: string, length: number): Promise<string> {
    this.#worker ??= this.#start();
    this.#worker.ref();
    const job = this.#job++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(job, { resolve, reject });
      this.#worker?.postMessage({ job, path, length });
    });
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
    this.#fail(new Error('the hashing thread was stopped'));
  }

  #start(): Worker {
    const worker = new Worker(WORKER_SOURCE, { eval: true });
    worker.on('message', (answer: Answer) => {
      const waiting = this.#waiting.get(answer.job);
      this.#waiting.delete(answer.job);
      if (this.#waiting.size === 0) worker.unref();
      if ('error' in answer) waiting?.reject(answer.error);
      else waiting?.resolve(answer.sha256);
    });
    worker.on('error', (error) => {
      this.#worker = null;
      this.#fail(error);
    });
    return worker;
  }

  #fail(error: unknown): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
