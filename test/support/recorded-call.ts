/** A recorded gRPC call in a line. */
import type { RawHeaders } from '../../src/cassette/types.ts';
import type { CallStep, RecordedCall } from '../../src/meaning/buildkit/recorded-calls.ts';
import { SentFiles } from '../../src/meaning/buildkit/sent-files.ts';
import { aHijackedOutcome, anInteraction } from './interactions.ts';

export interface CallParts {
  readonly seq?: number;
  readonly headers?: RawHeaders;
  readonly asked?: readonly Buffer[];
  readonly answered?: readonly Buffer[];
  /** Null: it never ended. */
  readonly trailers?: RawHeaders | null;
  /** Packets of the client that hands files over. */
  readonly packets?: readonly Buffer[];
  readonly interaction?: RecordedCall['interaction'];
}

const INTERACTION = anInteraction({ outcome: aHijackedOutcome({ chunks: ['x'] }) });

/** Its messages, its answer and its end come right behind its opening. */
export function aCall(path: string, parts: CallParts = {}): RecordedCall {
  const { seq = 0, headers = [], asked = [], answered = [], trailers = [['grpc-status', '0']], packets, interaction = INTERACTION } = parts;
  const moment = { seq, at: seq };
  const end = { seq: seq + 1, at: seq + 1 };
  const answer: CallStep[] = answered.map((data) => ({ ...end, kind: 'message', data }));
  if (trailers !== null) answer.push({ ...end, kind: 'trailers', headers: trailers });
  const files = packets === undefined ? null : new SentFiles({ keep: true });
  for (const packet of packets ?? []) files?.take(packet);
  return {
    interaction,
    path,
    opened: moment,
    headers: [[':path', path], ...headers],
    asked: asked.map((data) => ({ ...moment, data })),
    answer,
    files,
    upload: null,
    closed: trailers === null ? null : end,
    cancelled: null,
  };
}
