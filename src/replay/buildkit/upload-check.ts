/**
 * A context that came to the client by stdin (`docker build - < context.tar`): it is asked for it as the engine did, and what
 * it gives is held against the recorded: a tar by its entries, anything else byte by byte.
 */
import type { RawHeaders } from '../../cassette/types.ts';
import type { GrpcCaller, MadeCall } from '../../docker/grpc-ends.ts';
import { errorIn, recordedError } from '../../meaning/buildkit/call-error.ts';
import type { RecordedCall } from '../../meaning/buildkit/recorded-calls.ts';
import { Upload } from '../../meaning/buildkit/upload.ts';
import { bodyMismatches } from '../../meaning/mismatches.ts';
import type { Unlike } from './build-miss.ts';
import { notTheRecorded } from './compare-files.ts';
import type { FileCheckListener } from './file-check.ts';

export class UploadCheck {
  readonly #recorded: RecordedCall & { readonly upload: Upload };
  readonly #live = new Upload();
  readonly #listener: FileCheckListener;
  readonly #call: MadeCall;
  #over = false;

  constructor(recorded: RecordedCall & { readonly upload: Upload }, headers: RawHeaders, caller: GrpcCaller, listener: FileCheckListener) {
    this.#recorded = recorded;
    this.#listener = listener;
    this.#call = caller.call(headers, {
      message: (data) => {
        this.#live.take(data);
        if (!this.#over) listener.moved();
      },
      over: (trailers, reason) => this.#end(trailers === null ? reason : errorIn(trailers)),
    });
    this.#call.end();
  }

  cancel(): void {
    this.#over = true;
    this.#call.cancel();
  }

  #end(error: string | null): void {
    const before = recordedError(this.#recorded);
    if (error !== before)
      this.#finish({ reason: `the client does not give the uploaded context: ${error ?? 'no error, as was recorded'}`, mismatches: [] });
    else if (error !== null) this.#finish(null);
    else void this.#compare();
  }

  async #compare(): Promise<void> {
    const [live, recorded] = [await this.#live.meaning(), await this.#recorded.upload.meaning()];
    const differences = bodyMismatches(live, recorded).map(({ place, live: mine, recorded: theirs }) => {
      const path = place.replace(/^body ?(file )?/, '');
      const says = mine === null ? 'is missing' : theirs === null ? 'was not there in the recording' : `is ${mine}, recorded ${theirs}`;
      return { path, live: mine, recorded: theirs, says };
    });
    this.#finish(differences.length === 0 ? null : notTheRecorded('the uploaded context', 'context', differences));
  }

  #finish(difference: Unlike | null): void {
    if (this.#over) return;
    this.#over = true;
    this.#listener.done(difference);
  }
}
