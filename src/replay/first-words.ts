/**
 * Interactions that were added to a recording later, in the words of the first one. A client of that later run had made up
 * other values; they were bound while it was answered from the recording, and what it asked beyond that was recorded with
 * them. The cassette keeps the bytes, and beside them which value stands for which:
 *
 *   first recording   POST /volumes/create {"Name":"td-a381"}                 ─┐
 *   added later       POST /containers/create … "td-37c7"   td-37c7 = td-a381 ─┴─► one recording, of td-a381
 *
 * So a third run, with a third value, has one value to bind. Archives and BuildKit's connections stay as they are.
 */
import { bodyBytes, encodeBody } from '../cassette/body.ts';
import { FRAME_HEADER_LENGTH } from '../cassette/frames.ts';
import { headerValue } from '../cassette/head.ts';
import type { BodyFiles, Cassette, Chunk, Interaction, LaterName, Outcome, RecordedRequest, Sizes } from '../cassette/types.ts';
import { WHOLE_LIMIT } from '../cassette/wire.ts';
import { pieceLength, type StreamHalfClose, type StreamPiece, streamEvents } from '../cassette/wire-stream.ts';
import type { OperationMatch } from '../docker/operation-types.ts';
import { findOperation } from '../docker/operations.ts';
import { bodyJson } from '../meaning/answer.ts';
import { Bindings } from '../meaning/bindings.ts';
import { textOf } from '../meaning/json.ts';
import { readQuery } from '../meaning/query.ts';
import { type RecordedNames, readRecordedNames } from '../meaning/recorded-names.ts';
import { queryInWords } from '../meaning/recorded-words.ts';
import type { Substitution } from '../meaning/substitution.ts';
import { VaryingPlaces } from '../meaning/varying.ts';
import { LiveWords } from './live-words.ts';

/** The very same cassette where nothing was added in other words. */
export function inFirstWords(cassette: Cassette): Cassette {
  if (cassette.interactions.every(({ names }) => names === undefined)) return cassette;
  const words = new FirstWords(cassette);
  return { ...cassette, interactions: cassette.interactions.map((one) => (one.names === undefined ? one : words.put(one, one.names))) };
}

export class FirstWords {
  readonly #cassette: Cassette;
  #recordedNames: RecordedNames | null = null;
  /** Those of one run are the same ones, as a rule. */
  readonly #substitutions = new Map<string, Substitution>();

  constructor(cassette: Cassette) {
    this.#cassette = cassette;
  }

  /** The interaction with these names read for those of the first recording. */
  put(interaction: Interaction, names: readonly LaterName[]): Interaction {
    const { names: _, ...own } = interaction;
    const words = this.#wordsOf(names);
    const { files } = this.#cassette;
    try {
      return { ...own, request: requestIn(interaction, words, files), ...answerIn(interaction, words, files) };
    } catch {
      // A body that cannot be read: whoever asks for the interaction is told.
      return own;
    }
  }

  #wordsOf(names: readonly LaterName[]): Substitution {
    const key = JSON.stringify(names);
    let words = this.#substitutions.get(key);
    if (words === undefined) {
      const bindings = new Bindings(NO_PLACES, () => this.#readNames());
      bindings.bind(names.map(({ type, here, first, key }) => ({ type, recorded: first, live: here, key, operation: '', place: '' })));
      words = bindings.inward;
      this.#substitutions.set(key, words);
    }
    return words;
  }

  #readNames(): RecordedNames {
    this.#recordedNames ??= readRecordedNames(
      this.#cassette.interactions.filter(({ outcome }) => outcome.kind !== 'opaque'),
      this.#cassette.files,
    );
    return this.#recordedNames;
  }
}

/** What is bound here was bound before. */
const NO_PLACES = new VaryingPlaces([]);

function requestIn({ request }: Interaction, words: Substitution, files: BodyFiles): RecordedRequest {
  const { rawHead: _, ...said } = { ...request, target: targetIn(request, words) };
  const json = bodyJson(request.body, files);
  if (json === undefined) return said;
  const data = words.json(json);
  if (data === json) return said;
  const { body } = request;
  return { ...said, body: body.encoding === 'json' ? { ...body, data } : { encoding: 'text', data: textOf(data) } };
}

/** Where a value of it is another one, its query is written in its meaning. */
function targetIn({ method, target }: RecordedRequest, words: Substitution): string {
  const match = findOperation(method, target);
  if (match === null) return target;
  const question = target.indexOf('?');
  const path = question < 0 ? target : target.slice(0, question);
  const query = question < 0 ? '' : target.slice(question + 1);
  return `${pathIn(path, match, words)}${queryIn(query, match, words)}`;
}

function pathIn(path: string, { operation, version, parameters }: OperationMatch, words: Substitution): string {
  const said = Object.entries(parameters).map(([name, value]) => [name, words.string(value, name)] as const);
  if (said.every(([name, value]) => value === parameters[name])) return path;
  let written = operation.path;
  for (const [name, value] of said) written = written.replace(`{${name}}`, () => value.split('/').map(encodeURIComponent).join('/'));
  return version === null ? written : `/v${version}${written}`;
}

function queryIn(query: string, { operation }: OperationMatch, words: Substitution): string {
  const meaning = [...readQuery(query, operation.id)];
  const said = meaning.map(([name, value]) => [name, queryInWords(value, name, words)] as const);
  if (said.every(([, value], index) => value === meaning[index]?.[1])) return query === '' ? '' : `?${query}`;
  const written = said.flatMap(([name, value]) => value.split('\n').map((one) => `${encodeURIComponent(name)}=${encodeURIComponent(one)}`));
  return `?${written.join('&')}`;
}

function answerIn(interaction: Interaction, answers: Substitution, files: BodyFiles): Pick<Interaction, 'outcome' | 'times'> {
  const { outcome, times } = interaction;
  const words = new LiveWords(interaction, files, { answers });
  const said = words.outcome();
  if (!isStream(outcome) || !isStream(said) || hasOwnFrames(outcome)) return { outcome: said, times };
  const events = [...streamEvents(interaction)];
  if (said.chunks !== outcome.chunks) {
    // Its head tells the length: then all of it was put in other words at once, an entry a piece.
    return { outcome: said, times: { ...times, chunks: events.map(({ at }) => at) } };
  }
  const typed = typedIn(events, words, files);
  const spoken = events.map((event) => {
    if (event.kind === 'half-close') return event;
    if (event.from === 'client') return typed.get(event) ?? event;
    // A larger one is not put in other words for any client.
    return pieceLength(event) > WHOLE_LIMIT ? event : words.piece(event);
  });
  if (spoken.every((event, index) => event === events[index])) return { outcome: said, times };
  const entries = spoken.map((event) => (event.kind === 'half-close' ? halfClose(event) : entryOf(event, files)));
  const chunks = entries.map(({ chunk }) => chunk);
  return { outcome: { ...said, chunks }, times: { ...times, chunks: entries.map(({ time }) => time) } };
}

type Stream = Extract<Outcome, { kind: 'streamed' | 'hijacked' }>;

function isStream(outcome: Outcome): outcome is Stream {
  return outcome.kind === 'streamed' || outcome.kind === 'hijacked';
}

/** Of a protocol that tells lengths within: a websocket, or HTTP/2. */
function hasOwnFrames({ head }: Stream): boolean {
  return /^(?:websocket|h2c)$/i.test(headerValue(head.headers, 'Upgrade') ?? '');
}

/** What the client sends, where it is other bytes. */
function typedIn(
  events: readonly (StreamPiece | StreamHalfClose)[],
  words: LiveWords,
  files: BodyFiles,
): ReadonlyMap<StreamPiece, StreamPiece> {
  const pieces = events.filter((event): event is StreamPiece => event.kind === 'piece' && event.from === 'client');
  const bodies = words.stdin(pieces) ?? [];
  const said = bodies.map((body, index): [StreamPiece, StreamPiece] => [
    pieces[index] as StreamPiece,
    { ...(pieces[index] as StreamPiece), body },
  ]);
  return new Map(said.filter(([before, after]) => !bodyBytes(before.body, files).equals(bodyBytes(after.body, files))));
}

/** An entry of a stream, and its time. */
interface Entry {
  readonly chunk: Chunk;
  readonly time: number | Sizes;
}

function halfClose({ seq, from, at }: StreamHalfClose): Entry {
  return { chunk: { seq, from, end: true }, time: at };
}

/** Each piece of a run that lies in a file becomes an entry of its own. Text is kept as text: what is not is no words to those who play it. */
function entryOf({ seq, from, channel, body, framed, at }: StreamPiece, files: BodyFiles): Entry {
  const own = { seq, from, ...(channel === null ? {} : { channel }) };
  if (body.encoding === 'file')
    return framed ? { chunk: { ...own, body, sizes: [body.bytes] }, time: [at] } : { chunk: { ...own, body }, time: at };
  const bytes = bodyBytes(body, files);
  return { chunk: { ...own, body: encodeBody(framed && channel !== null ? bytes.subarray(FRAME_HEADER_LENGTH) : bytes) }, time: at };
}
