/**
 * Archives that a client got from the engine and sends to it again as they were: `save` and then `load`, `export` and then
 * `import`. The recorded one holds what the recorded engine had made; the live engine gets back its own.
 */
import { bodyLength, bodyStream } from '../../cassette/body.ts';
import type { BodyFiles, FileBody, Interaction, RecordedRequest } from '../../cassette/types.ts';
import { ARCHIVE_ANSWERS } from '../../docker/archive-answers.ts';
import { findOperation } from '../../docker/operations.ts';
import { answerBytes, answerDigest, answerLength, answerStream, digestOf, isWholeAnswer } from '../compare/answer-bytes.ts';
import type { LiveTold } from './door.ts';

/** A request to be sent, and where its body lies. */
export interface Sendable {
  readonly request: RecordedRequest;
  readonly files: BodyFiles;
}

export class HandedBack {
  readonly #files: BodyFiles;
  /** For each request with such an archive, which answer had it. */
  readonly #source: ReadonlyMap<Interaction, Interaction>;
  readonly #givers: ReadonlySet<Interaction>;
  readonly #kept = new Map<Interaction, LiveTold>();

  private constructor(files: BodyFiles, source: ReadonlyMap<Interaction, Interaction>) {
    this.#files = files;
    this.#source = source;
    this.#givers = new Set(source.values());
  }

  /** Reads the archives of the session, where one that was sent is as long as one that was answered before. */
  static async of(interactions: readonly Interaction[], files: BodyFiles): Promise<HandedBack> {
    const source = new Map<Interaction, Interaction>();
    const answers = interactions.filter(({ operation }) => ARCHIVE_ANSWERS.has(operation ?? ''));
    for (const taker of interactions.filter(sendsArchive)) {
      const { request, order } = taker;
      const length = bodyLength(request.body);
      const givers = answers.filter((giver) => giver.order.end <= order.request && answerLength({ interaction: giver, files }) === length);
      if (givers.length === 0) continue;
      const digest = await digestOf(bodyStream(request.body, files));
      for (const giver of givers) if ((await answerDigest({ interaction: giver, files })) === digest) source.set(taker, giver);
    }
    return new HandedBack(files, source);
  }

  /** The live answer; where it is to be sent again, it stays readable after it was dropped. The first one counts. */
  hold(recorded: Interaction, told: LiveTold): LiveTold {
    const { outcome } = told.interaction;
    const isGiven = 'head' in outcome && outcome.head.status === 200 && isWholeAnswer(told);
    if (!isGiven || this.#kept.has(recorded) || !this.#givers.has(recorded)) return told;
    this.#kept.set(recorded, told);
    return { ...told, drop: () => {} };
  }

  /** The request with the archive that the live engine has given; without one, as it is. */
  sendable(recorded: Interaction, request: RecordedRequest): Sendable {
    const giver = this.#source.get(recorded);
    const told = giver === undefined ? undefined : this.#kept.get(giver);
    if (told === undefined) return { request, files: this.#files };
    const body: FileBody = { encoding: 'file', sha256: '', extension: '.tar', offset: 0, bytes: answerLength(told) };
    return { request: { ...request, body }, files: { read: () => answerBytes(told), stream: () => answerStream(told) } };
  }

  /** Nothing is sent any more. */
  drop(): void {
    for (const told of this.#kept.values()) told.drop();
    this.#kept.clear();
  }
}

function sendsArchive({ request }: Interaction): boolean {
  return findOperation(request.method, request.target)?.operation.requestBody === 'tar' && request.end === 'whole';
}
