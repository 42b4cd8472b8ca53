/**
 * Hands the files of a recorded call over to a live engine: names and looks as they were, contents as far as the recording
 * has them. An engine asks only for those it does not know from an earlier build, so that a recording may lack some.
 */
import { fileData, fileType, finishFiles, readFilePacket } from '../../docker/file-sync.ts';
import type { ServedCall, ServedCallListener } from '../../docker/grpc-ends.ts';
import type { KnownFile } from './known-files.ts';

/** A STAT packet of no file is an empty message, and ends the list; an empty piece of a file ends that. */
const NOTHING = Buffer.alloc(0);

export interface FileSenderParts {
  readonly call: ServedCall;
  readonly files: readonly KnownFile[];
  /** A file's contents in pieces, the last one empty; null: the recording has none. */
  readonly contentOf: (file: KnownFile) => readonly Buffer[] | null;
  /** The engine wants a file that cannot be given. Gives what it is told. */
  readonly onMissing: (path: string) => string;
  readonly end: (status: number, message: string) => void;
}

/** Begins at once. */
export function sendFiles({ call, files, contentOf, onMissing, end }: FileSenderParts): ServedCallListener {
  let over = false;
  for (const { packet } of files) call.message(packet);
  call.message(NOTHING);
  return {
    message(data) {
      const packet = readFilePacket(data);
      if (over) return;
      if (packet?.kind === 'fin') {
        over = true;
        call.message(finishFiles());
        end(0, '');
      } else if (packet?.kind === 'request') {
        const file = files[packet.id];
        const contents = file === undefined ? null : contentOf(file);
        if (contents !== null) for (const bytes of contents) call.message(fileData(packet.id, bytes));
        else if (file !== undefined && fileType(file.stat) === 'file' && file.stat.size === 0) call.message(fileData(packet.id, NOTHING));
        else {
          over = true;
          end(2, onMissing(file?.stat.path ?? `file ${packet.id}`));
        }
      }
    },
    end() {},
    left() {
      over = true;
    },
  };
}
