/**
 * What the client says to the live engine where it said something to the recorded one: names of this run for recorded ones,
 * and what it only hands back as the live engine gave it.
 */
import type { RawHeaders } from '../../cassette/types.ts';
import { GRPC_STATUS } from '../../docker/grpc-status.ts';
import { type ProtobufField, readProtobuf, readVarint, writeProtobuf, writeVarint } from '../../docker/protobuf.ts';
import { errorIn, recordedError } from '../../meaning/buildkit/call-error.ts';
import type { MadeUpNames } from '../../meaning/buildkit/made-up-names.ts';
import { messageKey } from '../../meaning/buildkit/message-key.ts';
import type { RecordedCall } from '../../meaning/buildkit/recorded-calls.ts';
import type { CallResult, CallResults } from './call-results.ts';

export const BRIDGE_SOLVE = '/moby.buildkit.v1.frontend.LLBBridge/Solve';
export const BRIDGE_RETURN = '/moby.buildkit.v1.frontend.LLBBridge/Return';
const CONTENT_INFO = '/containerd.services.content.v1.Content/Info';
const CONTENT_READ = '/containerd.services.content.v1.Content/Read';

/** @param earlier calls that the client made before this one, of the same build or none, in order */
export function liveMessage(
  message: Buffer,
  { path }: RecordedCall,
  earlier: readonly RecordedCall[],
  results: CallResults,
  names: MadeUpNames,
): Buffer {
  if (path === BRIDGE_RETURN) {
    const solve = earlier.findLast((call) => call.path === BRIDGE_SOLVE);
    const result = solve && results.of(solve);
    if (solve !== undefined && result?.over === true) return returned(message, solve, result) ?? names.toLive(message);
  }
  const said = names.toLive(message);
  return path === CONTENT_READ ? withLiveSize(message, said, earlier, results) : said;
}

/**
 * ReturnRequest of gateway.proto: 1 is the result, 2 the error that a Solve ended with. A client that handed back what it got
 * hands back what it gets. Null: it did something else.
 */
function returned(message: Buffer, solve: RecordedCall, live: CallResult): Buffer | null {
  const was = recordedResult(solve);
  const said = fieldOf(message, 1);
  const same =
    was === null ? said === null && recordedError(solve) !== null : said !== null && messageKey(was, []) === messageKey(said, []);
  if (!same) return null;
  const is = fieldOf(live.messages[0] ?? Buffer.alloc(0), 3);
  if (is !== null) return writeProtobuf([{ number: 1, wire: 2, bytes: is }]);
  return writeProtobuf([{ number: 2, wire: 2, bytes: statusIn(live.trailers ?? []) }]);
}

function recordedResult({ answer }: RecordedCall): Buffer | null {
  const message = answer.find(({ kind }) => kind === 'message');
  return message?.kind === 'message' ? fieldOf(message.data, 3) : null;
}

/** google.rpc.Status: as the engine gave it, else of its code and text. */
function statusIn(trailers: RawHeaders): Buffer {
  const value = (name: string) => trailers.find(([header]) => header === name)?.[1];
  const details = value('grpc-status-details-bin');
  if (details !== undefined) return Buffer.from(details, 'base64');
  const code = Number(value('grpc-status') ?? GRPC_STATUS.unknown);
  return writeProtobuf([
    { number: 1, wire: 0, bytes: writeVarint(code) },
    { number: 2, wire: 2, bytes: Buffer.from(errorIn(trailers) ?? '') },
  ]);
}

/** ReadContentRequest: 3 is how much to read, which clients take from Info before. */
function withLiveSize(recorded: Buffer, said: Buffer, earlier: readonly RecordedCall[], results: CallResults): Buffer {
  const info = earlier.findLast(
    (call) => call.path === CONTENT_INFO && fieldOf(call.asked[0]?.data, 1)?.equals(fieldOf(recorded, 1) ?? NOTHING),
  );
  const answer = info?.answer.find(({ kind }) => kind === 'message');
  const live = info && results.of(info)?.messages[0];
  if (answer?.kind !== 'message' || live === undefined) return said;
  const [was, is] = [sizeIn(answer.data), sizeIn(live)];
  const fields = readProtobuf(said) ?? [];
  const size = fields.find(({ number }) => number === 3);
  if (is === null || size === undefined || readVarint(size.bytes) !== was) return said;
  return writeProtobuf(fields.map((field): ProtobufField => (field === size ? { ...field, bytes: writeVarint(is) } : field)));
}

/** InfoResponse: Info in 1, its size in 2. */
function sizeIn(message: Buffer): number | null {
  const size = readProtobuf(fieldOf(message, 1) ?? NOTHING)?.find(({ number, wire }) => number === 2 && wire === 0);
  return size === undefined ? null : readVarint(size.bytes);
}

const NOTHING = Buffer.alloc(0);

function fieldOf(message: Buffer | undefined, wanted: number): Buffer | null {
  return (message && readProtobuf(message)?.find(({ number, wire }) => number === wanted && wire === 2)?.bytes) ?? null;
}
