/** Random recordings: clients of three containers that change them, look at them, listen and wait, on an engine that also moves by itself. */
import fc from 'fast-check';
import type { Interaction } from '../../src/cassette/types.ts';
import { aHijackedOutcome, anInteraction, aStreamedOutcome, aWholeOutcome, type InteractionParts, type Piece } from './interactions.ts';
import { UPGRADE } from './playback.ts';

export type Kind = 'start' | 'stop' | 'rename' | 'inspect' | 'list' | 'info' | 'resize' | 'logs' | 'wait' | 'exec' | 'exec start';

export interface Act {
  readonly kind: Kind;
  readonly container: number;
  /** After how many more requests of the session its stream speaks again, each time. */
  readonly pauses: readonly number[];
  /** So often the container has moved by itself since the request before. */
  readonly moved: number;
}

/** What the clients of an exec sent in the recording. */
export const STDIN = 'SELECT\n';
/** Sequence numbers a request: its own four, and then those of streams that speak before the next. */
const STEP = 1000;

const kinds = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<Kind>('start', 'stop', 'rename') },
  { weight: 3, arbitrary: fc.constantFrom<Kind>('inspect', 'inspect', 'list', 'info', 'resize') },
  { weight: 3, arbitrary: fc.constantFrom<Kind>('logs', 'logs', 'wait', 'exec', 'exec start') },
);

const act: fc.Arbitrary<Act> = fc
  .record({
    kind: kinds,
    container: fc.nat(2),
    pauses: fc.array(fc.nat(4), { maxLength: 3 }),
    moved: fc.constantFrom(0, 0, 0, 1),
  })
  // A wait follows the streams of its container, and how long it does is a matter of time: they are kept apart.
  .map((made) => ({ ...made, container: made.kind === 'wait' ? 0 : made.kind.startsWith('exec') ? 2 : made.container }));

export const sessions: fc.Arbitrary<Act[]> = fc.array(act, { minLength: 1, maxLength: 25 });

/** One of a client's container, not of the engine as a whole. */
export function isOwn({ kind }: Act): boolean {
  return kind !== 'list' && kind !== 'info';
}

const idOf = (container: number) => String(container).repeat(64);
const execOf = (container: number) => `e${container}`.repeat(32);

export function requestOf({ kind, container }: Act): InteractionParts {
  const path = `/v1.41/containers/${idOf(container)}`;
  switch (kind) {
    case 'start':
    case 'stop':
    case 'wait':
      return { method: 'POST', target: `${path}/${kind}` };
    case 'rename':
      return { method: 'POST', target: `${path}/rename?name=other${container}` };
    case 'resize':
      return { method: 'POST', target: `${path}/resize?h=24&w=80` };
    case 'inspect':
      return { target: `${path}/json` };
    case 'list':
      return { target: '/v1.41/containers/json?all=1' };
    case 'info':
      return { target: '/v1.41/info' };
    case 'logs':
      return { target: `${path}/logs?follow=1&stdout=1` };
    case 'exec':
      return { method: 'POST', target: `${path}/exec`, json: { AttachStdin: true, Cmd: ['sql'] } };
    case 'exec start':
      return { method: 'POST', target: `/v1.41/exec/${execOf(container)}/start`, headers: UPGRADE, json: { Detach: false } };
    default:
      return kind satisfies never;
  }
}

/** The session as an engine would have answered it. Interaction n is that of act n. */
export function record(session: readonly Act[]): Interaction[] {
  const states = [0, 0, 0];
  return session.map((made, id) => {
    const { kind, container, moved } = made;
    states[container] = (states[container] as number) + moved + (['start', 'stop', 'rename'].includes(kind) ? 1 : 0);
    const first = id * STEP;
    const parts = { id, ...requestOf(made), outcome: answerOf(made, id, states) };
    const last = 'chunks' in parts.outcome ? Math.max(first + 3, ...parts.outcome.chunks.map(({ seq }) => seq + 1)) : first + 3;
    const order = { request: first, requestEnd: first + 1, response: first + 2, end: last };
    return { ...anInteraction({ ...parts, order }), times: NO_TIMES(parts.outcome) };
  });
}

const NO_TIMES = (outcome: Interaction['outcome']): Interaction['times'] => ({
  request: 0,
  requestEnd: 0,
  interim: [],
  response: 0,
  chunks: 'chunks' in outcome ? outcome.chunks.map(() => 0) : [],
  end: 0,
});

function answerOf({ kind, container, pauses }: Act, id: number, states: readonly number[]): Interaction['outcome'] {
  const dated = (json: unknown) => {
    const body = `${JSON.stringify(json)}\n`;
    return aWholeOutcome({
      headers: [
        ['Date', `day ${id}`],
        ['Content-Type', 'application/json'],
        ['Content-Length', String(body.length)],
      ],
      body,
    });
  };
  const described = (of: number) => ({ Id: idOf(of), State: states[of] });
  switch (kind) {
    case 'inspect':
      return dated(described(container));
    case 'list':
      return dated([0, 1, 2].map(described));
    case 'info':
      return dated({ Changes: states });
    case 'exec':
      return dated({ Id: execOf(container) });
    case 'logs':
    case 'wait':
      return aStreamedOutcome({ chunks: spoken(id, pauses, states[container] as number) });
    case 'exec start':
      return aHijackedOutcome({ chunks: [{ from: 'client', bytes: STDIN, seq: id * STEP + 10 }, ...spoken(id, pauses, 0)] });
    default:
      return dated({ message: `${kind} ${id}` });
  }
}

/** A line at once, and one after each pause. */
function spoken(id: number, pauses: readonly number[], state: number): Piece[] {
  let step = id;
  return [0, ...pauses].map((pause, index) => {
    step += pause;
    return { bytes: `state ${state}, line ${index}\n`, seq: step * STEP + 20 + id * 10 + index };
  });
}
