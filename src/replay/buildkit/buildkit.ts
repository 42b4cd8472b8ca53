/**
 * BuildKit in playback: takes the connections that clients turn into HTTP/2, and gives each of their calls to the build
 * it belongs to.
 *
 *   POST /grpc     the client calls:  Solve ─► which recorded build this is; Status, LLBBridge… ─► that build
 *   POST /session  the client is called, by the build whose Solve named the session
 *   POST /build    (docker CLI 20.10) names a session too; its answer is played like any other, behind that build's events
 */
import type { Reply, RequestHead } from '../../cassette/exchange.ts';
import type { Interaction } from '../../cassette/types.ts';
import { answerHead } from '../../cassette/wire.ts';
import type { GrpcCaller, GrpcEnds, GrpcStream, ServedCall, ServedCallListener } from '../../docker/grpc-ends.ts';
import type { Binding } from '../../meaning/bindings.ts';
import { callKind, refOf, shortPath, solveFacts } from '../../meaning/buildkit/call-kinds.ts';
import type { MadeUpNames } from '../../meaning/buildkit/made-up-names.ts';
import { differingTexts, messageKey, otherNames } from '../../meaning/buildkit/message-key.ts';
import { type BuildNames, buildNames, type RecordedBuild, sessionName } from '../../meaning/buildkit/recorded-builds.ts';
import type { RecordedCall } from '../../meaning/buildkit/recorded-calls.ts';
import { attributeDifferences, sayMessage } from '../../meaning/message-words.ts';
import type { HeadMeaning } from '../../meaning/request.ts';
import type { Deck } from '../deck.ts';
import { brokenCassette, describeRequest, type Miss } from '../miss.ts';
import type { Stage } from '../stage.ts';
import { unknownBuild, unknownCall } from './build-miss.ts';
import { BuildPlayback } from './build-playback.ts';
import { answerLoose, answerTelemetry, holdSession } from './loose-calls.ts';
import { nearestBuilds } from './nearest-build.ts';
import { heardAgain } from './played.ts';
import { failedTrailers, refusal, unknownCallTrailers } from './refusal.ts';

const NOTHING = Buffer.alloc(0);

/** A call whose first message came. */
interface AskedCall {
  readonly live: ServedCall;
  readonly message: Buffer;
  /** Set once it is known which recorded call it is. */
  played: { readonly build: BuildPlayback; readonly call: RecordedCall } | null;
  gone: boolean;
  cancelWait: (() => void) | null;
}

export interface BuildKitParts {
  readonly ends: GrpcEnds;
  readonly stage: Stage;
  /** The one that was hit last comes first. */
  readonly decks: () => readonly Deck[];
  /** Binds values of the live client to recorded ones. */
  readonly bind: (deck: Deck, bindings: readonly Binding[]) => void;
}

export class BuildKit {
  readonly #ends: GrpcEnds;
  readonly #stage: Stage;
  readonly #decks: () => readonly Deck[];
  readonly #bind: BuildKitParts['bind'];
  /** Live builds and what became of them, by the name their client gave them. */
  readonly #builds = new Map<string, BuildPlayback | Miss>();
  /** Calls of builds whose Solve has not come yet. */
  readonly #early = new Map<string, Set<AskedCall>>();
  readonly #callers = new Map<string, GrpcCaller>();
  /** Sessions that nothing will be asked of. */
  readonly #dismissed = new Set<string>();
  readonly #bySession = new Map<string, BuildPlayback[]>();

  constructor({ ends, stage, decks, bind }: BuildKitParts) {
    this.#bind = bind;
    this.#ends = ends;
    this.#stage = stage;
    this.#decks = decks;
  }

  /** Takes over the connection of an upgrade to h2c; null where nothing like it was recorded. */
  open(head: HeadMeaning, request: RequestHead, reply: Reply): GrpcStream | null {
    const recorded = this.#recordedUpgrade(head);
    if (recorded === null) return null;
    reply.write(recorded);
    reply.hijack();
    if (head.operation?.id === 'Session') return this.#offer(sessionName(request.headers), reply);
    for (const deck of this.#decks()) for (const interaction of deck.builds.silent) heardAgain(deck, interaction, this.#stage);
    return this.#ends.serve(reply, (call) => this.#take(call));
  }

  /** The recorded build behind the answer to a `POST /build`; null where that is no BuildKit build. Throws what the files throw. */
  begin(deck: Deck, interaction: Interaction, request: RequestHead): BuildPlayback | null {
    const names = buildNames(request);
    const build = names === null ? undefined : deck.builds.builds.find(({ by }) => by === interaction);
    if (names === null || build === undefined) return null;
    return this.#play(deck, build, names, `a build (${describeRequest({ ...request, target: request.target.replace(/\?.*$/, '') })})`);
  }

  /**
   * A `POST /build` was refused. The docker CLI 20.10 waits for its session to end then, and does not end it itself where
   * the refusal was faster than the session's connection.
   */
  dismiss(request: RequestHead): void {
    const session = buildNames(request)?.session;
    if (session === undefined) return;
    this.#dismissed.add(session);
    this.#callers.get(session)?.close();
  }

  #recordedUpgrade(head: HeadMeaning): Buffer | null {
    if (head.upgrade !== 'h2c') return null;
    for (const deck of this.#decks()) {
      for (const { outcome, request } of deck.find(head)?.members ?? []) {
        if (outcome.kind === 'hijacked') return answerHead(outcome, request.method);
      }
    }
    return null;
  }

  // ---- /session

  #offer(session: string, reply: Reply): GrpcStream {
    const caller = this.#ends.connect(reply);
    this.#callers.set(session, caller);
    for (const build of this.#bySession.get(session) ?? []) build.attach(caller);
    if (this.#dismissed.has(session)) caller.close();
    return {
      data: (bytes) => caller.data(bytes),
      end: () => caller.end(),
      close: () => caller.close(),
      left: () => {
        if (this.#callers.get(session) === caller) this.#callers.delete(session);
        caller.left();
      },
    };
  }

  // ---- /grpc

  #take(live: ServedCall): ServedCallListener {
    // There the engine speaks first.
    if (callKind(live.path) === 'session') return holdSession(live, this.#decks(), this.#stage);
    let asked: AskedCall | null = null;
    const begin = (message: Buffer) => {
      cancel();
      if (asked !== null) return;
      asked = { live, message, played: null, gone: false, cancelWait: null };
      try {
        this.#dispatch(asked);
      } catch (error) {
        this.#refuse(asked, brokenCassette(shortPath(live.path), error));
      }
    };
    // A call that stays open and says nothing must not hang: it is taken for one with an empty message.
    const cancel = this.#stage.clock.after(this.#stage.gateTimeout, () => begin(NOTHING));
    return {
      message: begin,
      end: () => begin(NOTHING),
      left: () => {
        cancel();
        if (asked !== null) this.#leave(asked);
      },
    };
  }

  #leave(asked: AskedCall): void {
    asked.gone = true;
    asked.cancelWait?.();
    asked.played?.build.leave(asked.played.call);
  }

  #dispatch(asked: AskedCall): void {
    const { live, message } = asked;
    switch (callKind(live.path)) {
      case 'solve':
        this.#solve(asked);
        return;
      case 'build':
        this.#askBuild(refOf(live.path, live.headers, message) ?? '', asked);
        return;
      case 'telemetry':
        answerTelemetry(live, this.#decks(), this.#stage);
        return;
      default:
        if (!answerLoose(live, message, this.#decks(), this.#names(), this.#stage)) this.#missCall(asked);
    }
  }

  #solve(asked: AskedCall): void {
    const facts = solveFacts(asked.message);
    const key = messageKey(asked.message, [facts.ref, facts.session]);
    const request = `a build (${shortPath(asked.live.path)})`;
    const found = this.#findBuild(key) ?? this.#findLike(asked.message, facts);
    if (found === null) {
      const miss = unknownBuild(request, nearestBuilds(asked.message, facts, this.#decks()), this.#cassettes());
      this.#builds.set(facts.ref, miss);
      this.#refuse(asked, miss);
    } else {
      const build = this.#play(found.deck, found.build, { ...facts, others: otherNames(asked.message) }, request);
      this.#builds.set(facts.ref, build);
      this.#hear(build, found.build.by as RecordedCall, asked);
      build.start();
    }
    for (const early of this.#early.get(facts.ref) ?? []) {
      early.cancelWait?.();
      this.#askBuild(facts.ref, early);
    }
    this.#early.delete(facts.ref);
  }

  /** The first that was not asked for yet; questions of the client's own may be asked again. */
  #findBuild(key: string): { readonly deck: Deck; readonly build: RecordedBuild } | null {
    for (const deck of this.#decks()) {
      const equal = deck.builds.builds.filter((build) => build.key === key);
      const build = equal.find((candidate) => !deck.playedBuilds.has(candidate)) ?? equal.findLast(({ internal }) => internal);
      if (build !== undefined) return { deck, build };
    }
    return null;
  }

  /** A recorded build that was asked with other values at places that may vary. */
  #findLike(
    message: Buffer,
    { ref, session }: Pick<BuildNames, 'ref' | 'session'>,
  ): { readonly deck: Deck; readonly build: RecordedBuild } | null {
    for (const deck of this.#decks()) {
      const { bindings } = deck;
      if (bindings === null) continue;
      for (const build of deck.builds.builds) {
        if ('outcome' in build.by || deck.playedBuilds.has(build)) continue;
        const { live, recorded } = differingTexts(message, build.by.asked[0]?.data ?? NOTHING, [ref, session, build.ref, build.session]);
        const differences = attributeDifferences(live, recorded);
        const needed = differences && bindings.explain(differences, 'BuildKitGrpc');
        if (needed === null || messageKey(sayMessage(message, bindings.inwardAfter(needed)), [ref, session]) !== build.key) continue;
        this.#bind(deck, needed);
        return { deck, build };
      }
    }
    return null;
  }

  #play(deck: Deck, build: RecordedBuild, names: BuildNames, request: string): BuildPlayback {
    const events = build.events();
    deck.playedBuilds.add(build);
    // Those that ask what the engine can do come and go: one stands for all.
    const played = build.internal ? deck.builds.builds.filter(({ internal }) => internal) : [build];
    for (const { session } of played) for (const interaction of deck.builds.sessions(session)) heardAgain(deck, interaction, this.#stage);
    const playback = new BuildPlayback({ build, events, names, cassette: deck.name, bindings: deck.bindings, stage: this.#stage, request });
    this.#bySession.set(names.session, [...(this.#bySession.get(names.session) ?? []), playback]);
    const caller = this.#callers.get(names.session);
    if (caller !== undefined) playback.attach(caller);
    deck.progress.spread();
    return playback;
  }

  #askBuild(ref: string, asked: AskedCall): void {
    if (asked.gone) return;
    const build = this.#builds.get(ref);
    if (build === undefined) this.#wait(ref, asked);
    else if (!(build instanceof BuildPlayback)) asked.live.trailers(refusal(asked.live.path, build));
    else if (build.missed !== null) asked.live.trailers(refusal(asked.live.path, build.missed));
    else {
      const key = messageKey(build.names.toRecorded(asked.message), []);
      const call = build.due(asked.live.path, (candidate) => messageKey(candidate.asked[0]?.data ?? NOTHING, []) === key);
      if (call === null) this.#missCall(asked);
      else this.#hear(build, call, asked);
    }
  }

  #hear(build: BuildPlayback, call: RecordedCall, asked: AskedCall): void {
    asked.played = { build, call };
    for (const deck of this.#decks()) if (deck.interactions.includes(call.interaction)) heardAgain(deck, call.interaction, this.#stage);
    build.hear(call, asked.live);
  }

  #wait(ref: string, asked: AskedCall): void {
    const waiting = this.#early.get(ref) ?? new Set();
    this.#early.set(ref, waiting.add(asked));
    asked.cancelWait = this.#stage.clock.after(this.#stage.gateTimeout, () => {
      waiting.delete(asked);
      const reason = `it belongs to a build that was not asked for: waited ${this.#stage.gateTimeout} ms for its Solve`;
      this.#refuse(asked, unknownCall(shortPath(asked.live.path), reason, this.#cassettes()));
    });
  }

  #cassettes(): string[] {
    return this.#decks().map(({ name }) => name);
  }

  #names(): MadeUpNames[] {
    return [...this.#builds.values()].flatMap((build) => (build instanceof BuildPlayback ? [build.names] : []));
  }

  #missCall(asked: AskedCall): void {
    const miss = unknownCall(
      shortPath(asked.live.path),
      'this call was not recorded, or each recorded answer was given',
      this.#cassettes(),
    );
    asked.live.trailers(unknownCallTrailers(miss.message));
    this.#stage.onMiss(miss);
  }

  #refuse(asked: AskedCall, miss: Miss): void {
    asked.live.trailers(failedTrailers(miss.message));
    this.#stage.onMiss(miss);
  }
}
