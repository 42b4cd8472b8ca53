/**
 * What a step of a stream waits for: that which had been heard before it in the recording.
 *
 *   change   the last lifecycle change of its object (an event: the last change of any object it names)
 *   stdin    the bytes and the half-close that its own client had sent
 *   build    of a build with BuildKit: what the engine had asked the client for, and got
 *   streams  wait and events: that the streams of the same container, where such are being played, have come as far
 *
 * A plain answer waits for nothing, with one courtesy: that to a lifecycle change lets the streams that the change set
 * free say first what they had said before it (`docker run` of a bad command reads of the exit before its start fails).
 */
import { bodyBytes } from '../cassette/body.ts';
import { isJsonObject, type JsonObject, parseJson } from '../cassette/json.ts';
import type { Body, BodyFiles, Interaction } from '../cassette/types.ts';
import { operationById } from '../docker/operations.ts';
import type { ObjectName } from '../meaning/aliases.ts';
import type { BuildPlayback } from './buildkit/build-playback.ts';
import type { Deck } from './deck.ts';
import { describeRequest, fileOf } from './miss.ts';
import type { Awaited, Stdin } from './stdin.ts';
import type { Step } from './steps.ts';

export interface Gate {
  /** Whether what the client's session said before it counts, too. */
  readonly build: boolean;
  readonly change: Interaction | null;
  readonly stdin: Awaited | null;
  /** Containers whose streams must have come as far. */
  readonly streamsOf: readonly ObjectName[];
  readonly seq: number;
  /** A courtesy to what streams said from that moment on; nobody must wait for it for long. Null: the gate is strict. */
  readonly courtesySince: number | null;
}

export const OPEN: Gate = { build: false, change: null, stdin: null, streamsOf: [], seq: 0, courtesySince: null };
/** An event is a line of JSON; pieces above this are none. */
const EVENT_LIMIT = 256 * 1024;

/** The gates of one stream. */
export class Gates {
  readonly #interaction: Interaction;
  readonly #deck: Deck;
  readonly #stdin: Stdin | null;
  readonly #build: BuildPlayback | null;
  #about: readonly ObjectName[] | null = null;

  constructor(interaction: Interaction, deck: Deck, stdin: Stdin | null, build: BuildPlayback | null) {
    this.#interaction = interaction;
    this.#deck = deck;
    this.#stdin = stdin;
    this.#build = build;
  }

  gateOf(step: Step): Gate {
    if (!step.gated) return this.#courtesy(step);
    const { objects } = this.#deck;
    const { operation } = this.#interaction;
    const { seq } = step;
    if (operation === 'SystemEvents') {
      const named =
        step.body === null ? [] : eventsIn(step.body, this.#deck.cassette.files).flatMap((event) => objects.namedByEvent(event, seq));
      return { ...OPEN, seq, change: objects.lastChange(named, seq), streamsOf: named };
    }
    this.#about ??= objects.about(this.#interaction);
    return {
      ...OPEN,
      seq,
      build: this.#build !== null,
      change: objects.lastLifecycle(this.#about, seq, this.#interaction),
      stdin: this.#stdin?.awaitedBefore(seq) ?? null,
      streamsOf: operation === 'ContainerWait' ? this.#about : [],
    };
  }

  isOpen(gate: Gate): boolean {
    if (gate.change !== null && !this.#deck.progress.isPast(gate.change, gate.seq)) return false;
    if (gate.stdin !== null && this.#stdin?.has(gate.stdin) === false) return false;
    if (this.isAtBuild(gate)) return false;
    return this.#behind(gate) === null;
  }

  /** It waits for the session of its build, which says itself when that takes too long. */
  isAtBuild(gate: Gate): boolean {
    return gate.build && this.#build?.isPast(gate.seq) === false;
  }

  /** What is missing, for people. */
  explain(gate: Gate): string {
    const { change } = gate;
    if (change !== null && this.#deck.progress.heardAt(change) === undefined) {
      return `${describeRequest(change.request)} (${fileOf(change)}), which did not come`;
    }
    if (gate.stdin !== null && this.#stdin?.has(gate.stdin) === false) return this.#stdin.missing(gate.stdin);
    const behind = this.#behind(gate);
    return behind === null ? 'nothing' : `${fileOf(behind)} to go on`;
  }

  #courtesy(step: Step): Gate {
    const { operation, order } = this.#interaction;
    if (step.action.kind !== 'write' || operation === null || operationById(operation)?.lifecycle !== true) return OPEN;
    return { ...OPEN, seq: step.seq, streamsOf: this.#deck.objects.about(this.#interaction), courtesySince: order.request };
  }

  /** A stream of one of the gate's containers that has not come as far as it had in the recording. */
  #behind({ streamsOf, seq, courtesySince }: Gate): Interaction | null {
    if (streamsOf.length === 0) return null;
    for (const stream of this.#deck.streams) {
      const { interaction } = stream;
      if (interaction === this.#interaction) continue;
      if (courtesySince === null ? interaction.outcome.kind !== 'hijacked' || stream.isPast(seq) : !stream.isBetween(courtesySince, seq))
        continue;
      if (this.#deck.objects.about(interaction).some((object) => streamsOf.includes(object))) return interaction;
    }
    return null;
  }
}

/** The events in one piece of the stream: as a rule one, a line each where there are more. */
function eventsIn(body: Body, files: BodyFiles): JsonObject[] {
  if (body.encoding === 'json') return isJsonObject(body.data) ? [body.data] : [];
  const bytes = bodyBytes(body, files);
  if (bytes.length > EVENT_LIMIT) return [];
  return bytes
    .toString('utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        const event = parseJson(line);
        return isJsonObject(event) ? [event] : [];
      } catch {
        return [];
      }
    });
}
