/**
 * What the recorded client offers the engine on its session (`POST /session`, where the engine calls): its files, and
 * answers as it gave them. Credentials and secrets were blanked in the recording: there are none.
 */
import type { RawHeaders } from '../../cassette/types.ts';
import type { ServedCall, ServedCallListener } from '../../docker/grpc-ends.ts';
import { GRPC_ANSWER, GRPC_STATUS, grpcTrailers } from '../../docker/grpc-status.ts';
import { recordedError } from '../../meaning/buildkit/call-error.ts';
import { callKind, shortPath } from '../../meaning/buildkit/call-kinds.ts';
import type { MadeUpNames } from '../../meaning/buildkit/made-up-names.ts';
import type { RecordedCall } from '../../meaning/buildkit/recorded-calls.ts';
import { sendFiles } from './file-sender.ts';
import { type KnownFile, KnownFiles, selectFiles, wantedIn } from './known-files.ts';
import { repeatAnswer } from './repeated-answer.ts';

export interface SessionParts {
  /** Calls of the recorded session, read with their files kept. */
  readonly calls: readonly RecordedCall[];
  /** Files of other sessions of the cassette: an engine that had them from there was not given them again. Read when they are needed. */
  readonly elsewhere: () => Iterable<KnownFiles>;
  readonly names: MadeUpNames;
  /** The recording cannot answer: what comes of the build says nothing of the engine. */
  readonly onLack: (reason: string) => void;
}

const NOTHING = Buffer.alloc(0);
/** HealthCheckResponse of grpc.health.v1: SERVING. */
const SERVING = Buffer.from([0x08, 0x01]);
const IGNORED: ServedCallListener = { message() {}, end() {}, left() {} };

export class SessionService {
  readonly #parts: SessionParts;
  readonly #used = new Set<RecordedCall>();
  readonly #files: ReadonlyMap<RecordedCall, KnownFiles>;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#files = new Map(parts.calls.filter(({ files }) => files !== null).map((call) => [call, new KnownFiles(call)]));
  }

  /** A call of the engine. */
  take(live: ServedCall): ServedCallListener {
    switch (callKind(live.path)) {
      case 'health':
        return answer(live, SERVING);
      case 'secret':
        return this.#withoutSecrets(live);
      case 'files':
        return this.#handOver(live);
      default:
        return this.#repeat(live);
    }
  }

  #withoutSecrets(live: ServedCall): ServedCallListener {
    if (live.path.endsWith('Auth/Credentials')) return answer(live, NOTHING);
    if (live.path.includes('.Auth/')) return refuse(live, GRPC_STATUS.unimplemented, 'no tokens are given');
    const secret = live.path.includes('.Secrets/');
    const what = secret ? 'a secret' : 'the SSH agent of its client';
    // Engines ask for tokens by chance (of a context by HTTP, say), and clients have none: then nothing is lacking.
    const hadIt = this.#parts.calls.some((call) => call.path === live.path && call.closed !== null && recordedError(call) === null);
    if (hadIt) this.#parts.onLack(`the build asks for ${what}, which a recording never has`);
    return refuse(live, secret ? GRPC_STATUS.notFound : GRPC_STATUS.unimplemented, `tapedeck: a recording never has ${what}`);
  }

  #handOver(live: ServedCall): ServedCallListener {
    const wanted = wantedIn(live.headers);
    const recorded = this.#due(({ files, headers }) => files !== null && wantedIn(headers).key === wanted.key);
    if (recorded !== null && recordedError(recorded) !== null) return this.#repeatPackets(live, recorded);
    const same = [...this.#files].filter(([call]) => wantedIn(call.headers).folder === wanted.folder).map(([, known]) => known);
    const exact = recorded === null ? undefined : this.#files.get(recorded);
    if (exact === undefined && same.length === 0) {
      this.#parts.onLack(
        `the engine asks for ${shortPath(live.path)} of ${wanted.folder || 'its folder'}, which was not asked for in the recording`,
      );
      return refuse(live, GRPC_STATUS.notFound, `tapedeck: the recording has no files of ${wanted.folder}`);
    }
    live.answer(GRPC_ANSWER);
    return sendFiles({
      call: live,
      files: exact?.files ?? selectFiles(same, wanted),
      contentOf: (file) => this.#contentOf(file),
      onMissing: (path) => {
        const reason = `the engine asks for ${path}, whose content is not in the recording: the recorded engine had it from an earlier build. Record with an empty build cache (docker builder prune)`;
        this.#parts.onLack(reason);
        return `tapedeck: ${reason}`;
      },
      end: (status, message) => live.trailers(grpcTrailers(status, message)),
    });
  }

  #contentOf(file: KnownFile): readonly Buffer[] | null {
    for (const known of this.#files.values()) {
      const content = known.contentOf(file);
      if (content !== null) return content;
    }
    for (const known of this.#parts.elsewhere()) {
      const content = known.contentOf(file);
      if (content !== null) return content;
    }
    return null;
  }

  /** What the client said instead of its files. */
  #repeatPackets(live: ServedCall, recorded: RecordedCall): ServedCallListener {
    live.answer(GRPC_ANSWER);
    for (const packet of recorded.files?.packets ?? []) live.message(packet);
    live.trailers(trailersOf(recorded));
    return IGNORED;
  }

  #repeat(live: ServedCall): ServedCallListener {
    const recorded = this.#due(({ path }) => path === live.path);
    if (recorded === null) return refuse(live, GRPC_STATUS.unimplemented, 'the recorded client was not asked this');
    return repeatAnswer(live, recorded, this.#parts.names);
  }

  /** The first such call that was not made again; else the last. */
  #due(isSuch: (call: RecordedCall) => boolean): RecordedCall | null {
    const such = this.#parts.calls.filter(isSuch);
    const due = such.find((call) => !this.#used.has(call)) ?? such.at(-1) ?? null;
    if (due !== null) this.#used.add(due);
    return due;
  }
}

function trailersOf({ answer: steps }: RecordedCall): RawHeaders {
  const last = steps.findLast(({ kind }) => kind === 'trailers');
  return last?.kind === 'trailers' ? last.headers : grpcTrailers(0, '');
}

function answer(live: ServedCall, message: Buffer): ServedCallListener {
  live.answer(GRPC_ANSWER);
  live.message(message);
  live.trailers(grpcTrailers(GRPC_STATUS.ok, ''));
  return IGNORED;
}

function refuse(live: ServedCall, status: number, message: string): ServedCallListener {
  live.trailers(grpcTrailers(status, message));
  return IGNORED;
}
