/**
 * For streams whose two ends talk to each other in messages (BuildKit's gRPC in /grpc and /session): what was recorded
 * cannot be sent again byte for byte, so somebody who speaks their language drives them.
 *
 * The session sends the head of such a request in its turn, with live identities, and hears the answer. Where the engine
 * agrees (101, or 200 of a hijack) the stream is the driver's until it resolves; where it does not, the answer is compared
 * as any other and the driver is not called. For everything recorded later the interaction counts as ended when `drive`
 * has resolved: `POST /session` should therefore resolve no sooner than its client may leave (`leaveDue`).
 */
import type { Interaction } from '../../cassette/types.ts';
import type { Difference, Told } from '../types.ts';

/** One for a session: what several streams of a build share lies in it. */
export interface StreamDriver {
  /** Whether it drives this interaction's stream. Asked for each before the first request goes out. */
  takes(interaction: Interaction): boolean;
  /**
   * Talks to the engine as the recorded client did. Resolves when that is over, with what differs from the recording
   * (the heads were compared already); pointers lead into the recorded interaction. The session closes the line then.
   * @throws nothing: what goes wrong on the stream is a difference of kind `failed`
   */
  drive(stream: DrivenStream): Promise<readonly Difference[]>;
  /**
   * What differs between two answers that are no stream of two ends, but speak its language all the same (`POST /build` of
   * BuildKit); null for those that are to be compared as any other. Heads are compared elsewhere.
   */
  compare(recorded: Told, live: Told): readonly Difference[] | null;
  /**
   * Whether an answer is read to its end, though the recorded client had left it: that had heard all it wanted to, and how many
   * bytes that takes is another matter today.
   */
  readsToEnd(interaction: Interaction): boolean;
  /**
   * Why nothing can be said of an exchange after all, though it was sent; null where there is nothing of the kind. To be asked
   * when all of the session is over; what differed in such an exchange does not count.
   */
  skipped(interaction: Interaction): string | null;
}

export interface DrivenStream {
  readonly recorded: Told;
  /** Bytes of the engine, from the first behind the head. Ends with its FIN, or where the line breaks. To be read once. */
  readonly engine: AsyncIterable<Buffer>;
  /** Resolves as soon as more should be sent; at once where nobody takes it any more. */
  send(bytes: Buffer): Promise<void>;
  /** FIN of the client's side. */
  end(): void;
  /** Resolves when all that the recording has before the end of this exchange was said, or is not to be expected any more. */
  readonly leaveDue: Promise<void>;
  /** Resolves when the time for this exchange is up, or the run ends: then `drive` should resolve at once. */
  readonly timeUp: Promise<void>;
}
