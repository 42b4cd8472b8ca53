/** Where the answers to a `POST /build` with BuildKit differ: JSON lines that carry the progress, the image and the error. */

import { bodyBytes } from '../../cassette/body.ts';
import { isJsonObject, type Json, JsonSyntaxError, parseJson } from '../../cassette/json.ts';
import { pieceBytes, streamEvents } from '../../cassette/wire-stream.ts';
import type { MadeUpNames } from '../../meaning/buildkit/made-up-names.ts';
import type { Identities } from '../identities.ts';
import type { Difference, Told } from '../types.ts';
import { type Story, StoryReader } from './build-story.ts';
import { compareStories } from './compare-stories.ts';

export interface BuildAnswer {
  readonly story: Story;
  /** Null: it made none. */
  readonly image: string | null;
  readonly error: string | null;
  /** It came to its end, or to the error before that: a client may leave with it. */
  readonly whole: boolean;
}

export function compareBuildAnswers(recorded: Told, live: Told, names: MadeUpNames, identities: Identities): Difference[] {
  const [was, is] = [readBuildAnswer(recorded), readBuildAnswer(live)];
  if (!is.whole && was.whole) {
    const message = 'the answer to the build was broken off';
    return [{ grade: 'breaking', kind: 'failed', pointer: '/build', recorded: null, live: null, message }];
  }
  if (was.image !== null && is.image !== null) identities.bind('digest', was.image, is.image);
  return [
    ...compareErrors(was.error === null ? null : names.toLive(Buffer.from(was.error)).toString(), is.error),
    ...(was.error === null && is.error === null ? compareImages(was.image, is.image) : []),
    ...compareStories(was.story, is.story, '/build'),
  ];
}

function compareErrors(was: string | null, is: string | null): Difference[] {
  if (was === is) return [];
  const pointer = '/build/error';
  if (was === null) return [{ grade: 'breaking', kind: 'status', pointer, recorded: null, live: is, message: `the build fails: ${is}` }];
  if (is === null) return [{ grade: 'changed', kind: 'status', pointer, recorded: was, live: null, message: 'the build no longer fails' }];
  return [{ grade: 'changed', kind: 'text', pointer, recorded: was, live: is, message: `the build fails with other words: ${is}` }];
}

function compareImages(was: string | null, is: string | null): Difference[] {
  const pointer = '/build/image';
  if (was !== null && is === null)
    return [{ grade: 'breaking', kind: 'gone', pointer, recorded: was, live: null, message: 'the build does not say its image' }];
  if (was === null && is !== null)
    return [{ grade: 'added', kind: 'new', pointer, recorded: null, live: is, message: 'the build says its image' }];
  return [];
}

/** Reads the answer to a `POST /build` with BuildKit. */
export function readBuildAnswer({ interaction, files }: Told): BuildAnswer {
  const { outcome } = interaction;
  const reader = new StoryReader();
  let image: string | null = null;
  let error: string | null = null;
  const bytes = [...streamEvents(interaction)].flatMap((event) =>
    event.kind === 'piece' && event.from === 'engine' ? [pieceBytes(event, files)] : [],
  );
  if (outcome.kind === 'whole') bytes.push(bodyBytes(outcome.body, files));
  for (const line of Buffer.concat(bytes).toString('utf8').split('\n')) {
    const json = readLine(line);
    if (!isJsonObject(json)) continue;
    const { id, aux, error: said } = json;
    if (id === 'moby.buildkit.trace' && typeof aux === 'string') reader.take(Buffer.from(aux, 'base64'));
    if (id === 'moby.image.id' && isJsonObject(aux) && typeof aux.ID === 'string') image = aux.ID;
    if (typeof said === 'string') error = said;
  }
  return { story: reader.story(), image, error, whole: error !== null || ('end' in outcome && outcome.end === 'finished') };
}

function readLine(line: string): Json | undefined {
  if (line.trim() === '') return undefined;
  try {
    return parseJson(line);
  } catch (error) {
    if (error instanceof JsonSyntaxError) return undefined;
    throw error;
  }
}
