/**
 * Asks a client for its files, as the engine did, and holds them against the recorded ones. What is on the disk may have
 * changed since: then the recorded build would be a lie.
 */
import type { RawHeaders } from '../../cassette/types.ts';
import { finishFiles, requestFile } from '../../docker/file-sync.ts';
import type { GrpcCaller, MadeCall } from '../../docker/grpc-ends.ts';
import { errorIn, recordedError } from '../../meaning/buildkit/call-error.ts';
import type { RecordedCall } from '../../meaning/buildkit/recorded-calls.ts';
import { SentFiles } from '../../meaning/buildkit/sent-files.ts';
import type { Unlike } from './build-miss.ts';
import { compareContents, compareStats, type FileDifference, notTheRecorded, wantedContents } from './compare-files.ts';

/** For people. */
const NAMES: Readonly<Record<string, string>> = { dockerfile: 'the Dockerfile', context: 'the build context' };

export interface FileCheckListener {
  /** The client is at it. */
  moved(): void;
  /** Null: they are the same. */
  done(difference: Unlike | null): void;
}

export class FileCheck {
  readonly #recorded: SentFiles;
  readonly #recordedError: string | null;
  /** What the client calls them: `context`, `dockerfile`; '' where it does not say. */
  readonly #directory: string;
  readonly #live = new SentFiles();
  readonly #listener: FileCheckListener;
  readonly #call: MadeCall;
  #wanted: readonly number[] = [];
  #state: 'listing' | 'reading' | 'finishing' | 'over' = 'listing';

  constructor(call: RecordedCall & { readonly files: SentFiles }, headers: RawHeaders, caller: GrpcCaller, listener: FileCheckListener) {
    this.#recorded = call.files;
    this.#recordedError = recordedError(call) ?? call.files.error;
    this.#directory = headers.find(([header]) => header === 'dir-name')?.[1] ?? '';
    this.#listener = listener;
    this.#call = caller.call(headers, {
      message: (data) => this.#take(data),
      over: (trailers, reason) => this.#end(trailers === null ? reason : errorIn(trailers)),
    });
  }

  cancel(): void {
    this.#state = 'over';
    this.#call.cancel();
  }

  #take(data: Buffer): void {
    if (this.#state === 'over') return;
    this.#live.take(data);
    this.#listener.moved();
    if (this.#state === 'listing' && this.#live.listed) this.#compareList();
    else if (this.#state === 'reading') this.#compareIfWhole();
    else if (this.#live.finished) this.#call.end();
  }

  #compareList(): void {
    const differences = compareStats(this.#live, this.#recorded);
    if (differences.length > 0) {
      this.#differ(differences);
      return;
    }
    this.#wanted = wantedContents(this.#live, this.#recorded);
    for (const id of this.#wanted) this.#call.message(requestFile(id));
    this.#state = 'reading';
    this.#compareIfWhole();
  }

  #compareIfWhole(): void {
    if (this.#live.contents.length < this.#wanted.length) return;
    const differences = compareContents(this.#live, this.#recorded);
    if (differences.length > 0) {
      this.#differ(differences);
      return;
    }
    this.#state = 'finishing';
    this.#call.message(finishFiles());
  }

  #differ(differences: readonly FileDifference[]): void {
    this.#finish(notTheRecorded(this.#what, this.#directory, differences));
    this.#call.cancel();
  }

  get #what(): string {
    return NAMES[this.#directory] ?? (this.#directory || 'files');
  }

  #end(error: string | null): void {
    if (error === this.#recordedError) this.#finish(null);
    else if (error === null) this.#say(`${this.#what} could be read, in the recording it could not: ${this.#recordedError}`);
    else this.#say(`the client does not give ${this.#what}: ${error}`);
  }

  #say(reason: string): void {
    this.#finish({ reason, mismatches: [] });
  }

  #finish(difference: Unlike | null): void {
    if (this.#state === 'over') return;
    this.#state = 'over';
    this.#listener.done(difference);
  }
}
