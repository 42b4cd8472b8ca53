/** Answers that come piece by piece: JSON documents back to back, and frames of stdout and stderr. */
import { bodyStream } from '../cassette/body.ts';
import { toPlain } from '../cassette/json.ts';
import type { DataChunk, Outcome } from '../cassette/types.ts';
import type { SchemaFacts } from '../docker/schema-types.ts';
import { reportBody } from './check-body.ts';
import type { CheckContext } from './check-context.ts';
import type { Findings } from './findings.ts';
import { DocumentReader, type JsonDocument } from './json-documents.ts';
import { MULTIPLEXED_STREAM } from './media-type.ts';

type Stream = Extract<Outcome, { kind: 'streamed' | 'hijacked' }>;

/** Each document of the stream against the schema at `pointer`. */
export async function checkDocuments(stream: Stream, schema: SchemaFacts, pointer: string, context: CheckContext): Promise<void> {
  const { findings, files } = context;
  const reader = new DocumentReader();
  /** Which chunk each push to the reader came from. */
  const origins: number[] = [];

  const report = ({ text, startedIn }: JsonDocument): boolean => {
    const place = `/outcome/chunks/${origins[startedIn]}/body`;
    let data: unknown;
    try {
      data = JSON.parse(text);
    } catch {
      findings.add('response-body-json', place, 'What starts here is no JSON document.', `${pointer}/schema`);
      return false;
    }
    reportBody(data, place, schema, `${pointer}/schema`, context);
    return true;
  };

  for (const [index, chunk] of stream.chunks.entries()) {
    if (!isAnswer(chunk)) continue;
    if (chunk.body.encoding === 'json' && reader.rest() === null) {
      reportBody(toPlain(chunk.body.data), `/outcome/chunks/${index}/body/data`, schema, `${pointer}/schema`, context);
      continue;
    }
    for await (const bytes of bodyStream(chunk.body, files)) {
      origins.push(index);
      if (!reader.push(bytes).every(report)) return;
    }
  }
  const rest = reader.rest();
  // A stream whose client left, or that was cut, may end anywhere.
  if (rest === null || stream.end !== 'finished') return;
  const place = `/outcome/chunks/${origins[rest.startedIn]}/body`;
  findings.add('stream-torn', place, 'The stream ends in the middle of the JSON document that starts here.', `${pointer}/schema`);
}

/** A stream that calls itself multiplexed consists of frames. The recorder gave each frame its channel; what has none was none. */
export function checkFrames(stream: Stream, type: string | null, findings: Findings): void {
  if (type !== MULTIPLEXED_STREAM) return;
  const last = stream.chunks.findLastIndex(isAnswer);
  const raw = stream.chunks.findIndex((chunk) => isAnswer(chunk) && chunk.channel === undefined);
  // The last frame may have been cut with its stream.
  if (raw < 0 || (raw === last && stream.end !== 'finished')) return;
  findings.add('stream-frames', `/outcome/chunks/${raw}/body`, 'The stream calls itself multiplexed, and this is no frame of it.');
}

function isAnswer(chunk: Stream['chunks'][number]): chunk is DataChunk {
  return !('end' in chunk) && chunk.from === 'engine';
}
