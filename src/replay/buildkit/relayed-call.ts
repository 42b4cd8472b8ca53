/**
 * A call to the client that hands over no files of its context: what the engine said goes out again, each message once the
 * client has said as much as it had before it.
 */
import type { RawHeaders } from '../../cassette/types.ts';
import type { GrpcCaller, MadeCall } from '../../docker/grpc-ends.ts';
import { errorIn, recordedError } from '../../meaning/buildkit/call-error.ts';
import { shortPath } from '../../meaning/buildkit/call-kinds.ts';
import type { RecordedCall } from '../../meaning/buildkit/recorded-calls.ts';
import type { FileCheckListener } from './file-check.ts';

export class RelayedCall {
  readonly #recorded: RecordedCall;
  readonly #listener: FileCheckListener;
  readonly #call: MadeCall;
  #heard = 0;
  #sent = 0;
  #over = false;

  constructor(recorded: RecordedCall, headers: RawHeaders, caller: GrpcCaller, listener: FileCheckListener) {
    this.#recorded = recorded;
    this.#listener = listener;
    this.#call = caller.call(headers, {
      message: () => {
        this.#heard += 1;
        this.#listener.moved();
        this.#send();
        this.#seeWhetherAll();
      },
      over: (trailers, reason) => this.#end(trailers === null ? reason : errorIn(trailers)),
    });
    this.#send();
  }

  cancel(): void {
    this.#over = true;
    this.#call.cancel();
  }

  #send(): void {
    const { asked, answer } = this.#recorded;
    const messages = answer.filter(({ kind }) => kind === 'message');
    while (!this.#over && this.#sent < asked.length) {
      const next = asked[this.#sent] as (typeof asked)[number];
      if (messages.filter(({ seq }) => seq < next.seq).length > this.#heard) return;
      this.#sent += 1;
      this.#call.message(next.data);
    }
    if (!this.#over) this.#call.end();
  }

  /** Where the engine broke it off, nobody waits for the client to end it; but for all that the client had said till then. */
  #seeWhetherAll(): void {
    const { answer, closed } = this.#recorded;
    if (!this.#over && closed === null && this.#heard === answer.filter(({ kind }) => kind === 'message').length) this.#listener.done(null);
  }

  #end(error: string | null): void {
    if (this.#over) return;
    this.#over = true;
    // Where the recording has no end of it, the engine itself broke it off.
    const same = this.#recorded.closed === null || error === recordedError(this.#recorded);
    const reason = `the client answers ${shortPath(this.#recorded.path)} otherwise: ${error ?? 'no error, as was recorded'}`;
    this.#listener.done(same ? null : { reason, mismatches: [] });
  }
}
