/** One interaction in one row: what the table prints and `--format json` gives. */
import { bodyLength } from '../cassette/body.ts';
import type { Chunk, Interaction, Side } from '../cassette/types.ts';

export interface SessionRow {
  readonly id: number;
  readonly operation: string | null;
  readonly connection: number;
  readonly method: string;
  readonly target: string;
  /** Null where no answer came. */
  readonly status: number | null;
  readonly kind: Interaction['outcome']['kind'];
  /** `finished`, `client-left`, …; for a failed one its reason. */
  readonly end: string;
  /** Milliseconds since `recordedAt`, of the request's head and of the last event. */
  readonly started: number;
  readonly ended: number;
  /** Bytes of the bodies (and of the stream) of either side, without heads and transfer framing. */
  readonly sent: number;
  readonly received: number;
  /** Pieces of a stream, half-closes not counted. Null where it is no stream. */
  readonly pieces: number | null;
}

export function sessionRow({ id, operation, connection, request, outcome, times }: Interaction): SessionRow {
  const stream = 'chunks' in outcome ? outcome.chunks : null;
  return {
    id,
    operation,
    connection,
    method: request.method,
    target: request.target,
    status: 'head' in outcome ? outcome.head.status : null,
    kind: outcome.kind,
    end: outcome.kind === 'failed' ? outcome.reason : outcome.end,
    started: times.request,
    ended: times.end,
    sent: bodyLength(request.body) + streamLength(stream, 'client'),
    received: (outcome.kind === 'whole' ? bodyLength(outcome.body) : 0) + streamLength(stream, 'engine'),
    pieces: stream === null ? null : stream.reduce((sum, chunk) => sum + piecesOf(chunk), 0),
  };
}

function streamLength(chunks: readonly Chunk[] | null, from: Side): number {
  let sum = 0;
  for (const chunk of chunks ?? []) if (chunk.from === from && 'body' in chunk) sum += bodyLength(chunk.body);
  return sum;
}

function piecesOf(chunk: Chunk): number {
  if (!('body' in chunk)) return 0;
  return chunk.sizes === undefined ? 1 : chunk.sizes.reduce<number>((sum, entry) => sum + (typeof entry === 'number' ? 1 : entry[1]), 0);
}
