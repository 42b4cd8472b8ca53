/**
 * One build on its way to a client. It is one line of events, over all of the build's calls and its session: what the
 * engine said goes out when all that came before it in the recording has come again.
 *
 *   asked Solve ─ asked Status ─ called DiffCopy ─ answered ─ said … ─ said …
 *        (client)     (client)      (playback)     (client)   (playback)
 */
import type { RawHeaders } from '../../cassette/types.ts';
import type { GrpcCaller, ServedCall } from '../../docker/grpc-ends.ts';
import type { Bindings } from '../../meaning/bindings.ts';
import { shortPath } from '../../meaning/buildkit/call-kinds.ts';
import { MadeUpNames } from '../../meaning/buildkit/made-up-names.ts';
import type { BuildEvent, BuildNames, RecordedBuild } from '../../meaning/buildkit/recorded-builds.ts';
import type { RecordedCall } from '../../meaning/buildkit/recorded-calls.ts';
import type { Miss, Playing } from '../miss.ts';
import type { Stage } from '../stage.ts';
import { otherFiles, stalledBuild, type Unlike } from './build-miss.ts';
import { FileCheck } from './file-check.ts';
import { ProgressPace } from './progress-pace.ts';
import { cutOffTrailers, isCutOff, refusal } from './refusal.ts';
import { RelayedCall } from './relayed-call.ts';
import { UploadCheck } from './upload-check.ts';

export interface BuildPlaybackParts {
  readonly build: RecordedBuild;
  /** Its events; reading them may fail, which is for others to tell. */
  readonly events: readonly BuildEvent[];
  /** What the live client calls it. */
  readonly names: BuildNames;
  /** Name of its cassette. */
  readonly cassette: string;
  /** Of its cassette. */
  readonly bindings: Bindings | null;
  readonly stage: Stage;
  /** What was asked, for messages. */
  readonly request: string;
}

/** Something that depends on how far a build is. */
export interface BuildListener {
  /** It has come further. */
  moved(): void;
  missed(miss: Miss): void;
}

/** Milliseconds by which what comes next may be hurried on. */
const LATE = 300;

export class BuildPlayback {
  readonly build: RecordedBuild;
  readonly #parts: BuildPlaybackParts;
  readonly #names: MadeUpNames;
  readonly #done = new Set<BuildEvent>();
  #position = 0;
  readonly #live = new Map<RecordedCall, ServedCall>();
  /** Asked for, and cancelled by their client. */
  readonly #left = new Set<RecordedCall>();
  /** Their trailers went out. */
  readonly #answered = new Set<RecordedCall>();
  #abandoned = false;
  readonly #checks = new Set<{ cancel(): void }>();
  readonly #listeners = new Set<BuildListener>();
  #caller: GrpcCaller | null = null;
  #miss: Miss | null = null;
  #last: { readonly recorded: number; readonly live: number };
  readonly #pace: ProgressPace;
  /** When what comes next is to come. */
  #due: number | null = null;
  #cancelStall: (() => void) | null = null;
  #cancelPause: (() => void) | null = null;
  #moving = false;

  constructor(parts: BuildPlaybackParts) {
    const { build, names, bindings, stage, events } = parts;
    this.#parts = parts;
    this.build = build;
    const pairs = [
      [build.ref, names.ref],
      [build.session, names.session],
      ...build.others.map((name, index) => [name, names.others[index] ?? ''] as const),
    ] as const;
    this.#names = new MadeUpNames(pairs, bindings);
    this.#pace = new ProgressPace(stage.speed);
    this.#last = { recorded: events[0]?.at ?? 0, live: stage.clock.now() };
  }

  get missed(): Miss | null {
    return this.#miss;
  }

  get names(): MadeUpNames {
    return this.#names;
  }

  listen(listener: BuildListener): void {
    this.#listeners.add(listener);
  }

  unlisten(listener: BuildListener): void {
    this.#listeners.delete(listener);
  }

  /** Whether all that had happened before that moment of the recording has happened again. */
  isPast(seq: number): boolean {
    return (this.#parts.events[this.#position]?.seq ?? Number.POSITIVE_INFINITY) > seq;
  }

  start(): void {
    this.#move();
  }

  /** The client offers the session of this build. */
  attach(caller: GrpcCaller): void {
    this.#caller = caller;
    this.#move();
  }

  /** A recorded call of the same path that was not asked again yet; one that `prefers` likes first. */
  due(path: string, prefers: (call: RecordedCall) => boolean): RecordedCall | null {
    const free = this.build.calls.filter((call) => call.path === path && !this.#live.has(call) && !this.#left.has(call));
    return free.find(prefers) ?? free[0] ?? null;
  }

  /** The client makes that call again. */
  hear(call: RecordedCall, live: ServedCall): void {
    if (this.#miss !== null) {
      live.trailers(refusal(call.path, this.#miss));
      return;
    }
    this.#live.set(call, live);
    this.#finishEvents((event) => event.kind === 'asked' && event.call === call);
  }

  /** The call is over for the client: answered, or it wants no answer any more. */
  leave(call: RecordedCall): void {
    this.#live.delete(call);
    this.#left.add(call);
    if (call === this.build.by && !this.#answered.has(call)) this.abandon();
    else this.#move();
  }

  /** Whoever wanted the build is gone. */
  abandon(): void {
    this.#abandoned = true;
    this.#stopWaiting();
    for (const check of this.#checks) check.cancel();
  }

  /** Ends the build for its client: nothing of it is known. */
  fail(miss: Miss): void {
    if (this.#miss !== null || this.#abandoned) return;
    this.#miss = miss;
    this.#stopWaiting();
    for (const [call, live] of this.#live) live.trailers(refusal(call.path, miss));
    for (const check of this.#checks) check.cancel();
    this.#parts.stage.onMiss(miss);
    for (const listener of [...this.#listeners]) listener.missed(miss);
  }

  #finishEvents(isSuch: (event: BuildEvent) => boolean): void {
    for (const event of this.#parts.events) if (isSuch(event)) this.#done.add(event);
    this.#move();
  }

  /** As many events as can happen now. */
  #move(): void {
    if (this.#moving || this.#abandoned || this.#miss !== null || this.#cancelPause !== null) return;
    this.#moving = true;
    let moved = false;
    for (;;) {
      const event = this.#parts.events[this.#position];
      if (this.#miss !== null) break;
      if (event === undefined) {
        this.#endBrokenOff();
        break;
      }
      if (!this.#isReady(event)) {
        this.#waitFor(event);
        break;
      }
      this.#stopStall();
      const now = this.#parts.stage.clock.now();
      this.#due ??= this.#last.live + this.#pace.pause(event.at - this.#last.recorded);
      if (this.#due > now) {
        this.#pause(this.#due - now);
        break;
      }
      // Not `now`: what was a little late (a timer, the client) is made up for, or the delays would add up.
      this.#last = { recorded: event.at, live: now - this.#due > LATE ? now : this.#due };
      this.#due = null;
      this.#position += 1;
      moved = true;
      this.#perform(event);
    }
    this.#moving = false;
    if (moved) for (const listener of [...this.#listeners]) listener.moved();
  }

  /** What the recording has no end of stays open until the client leaves, as it had; unless the engine was gone. */
  #endBrokenOff(): void {
    for (const [call, live] of this.#live) if (isCutOff(call)) live.trailers(cutOffTrailers());
  }

  #isReady(event: BuildEvent): boolean {
    switch (event.kind) {
      case 'said':
        return this.#live.has(event.call) || this.#left.has(event.call);
      case 'told':
        return true;
      case 'called':
        return this.#caller !== null;
      case 'asked':
      case 'answered':
        return this.#done.has(event);
      default:
        return event satisfies never;
    }
  }

  #perform(event: BuildEvent): void {
    if (event.kind === 'called') this.#call(event.call);
    if (event.kind !== 'said') return;
    const live = this.#live.get(event.call);
    const { step } = event;
    switch (step.kind) {
      case 'headers':
        live?.answer(this.#names.headersToLive(step.headers));
        return;
      case 'message':
        live?.message(this.#names.toLive(step.data));
        return;
      case 'trailers':
        this.#answered.add(event.call);
        live?.trailers(this.#names.headersToLive(step.headers));
        return;
      default:
        step satisfies never;
    }
  }

  /** What the engine asked the client for is asked again. */
  #call(call: RecordedCall): void {
    const caller = this.#caller as GrpcCaller;
    const headers: RawHeaders = this.#names.headersToLive(call.headers);
    const listener = {
      moved: () => {
        // A slow upload is no stalled one.
        this.#stopStall();
        this.#move();
      },
      done: (difference: Unlike | null) => {
        this.#checks.delete(check);
        if (difference === null) this.#finishEvents((event) => event.kind === 'answered' && event.call === call);
        else this.fail(otherFiles(this.#parts.request, this.#playing(call), difference));
      },
    };
    const { files, upload } = call;
    let check: { cancel(): void };
    if (files !== null) check = new FileCheck({ ...call, files }, headers, caller, listener);
    else if (upload !== null) check = new UploadCheck({ ...call, upload }, headers, caller, listener);
    else check = new RelayedCall(call, headers, caller, listener);
    this.#checks.add(check);
  }

  #waitFor(event: BuildEvent): void {
    if (this.#cancelStall !== null || event.kind === 'told') return;
    const { stage, request } = this.#parts;
    // What took its time in the recording may take it again.
    const pause = Math.max(0, event.at - this.#last.recorded);
    const wait = stage.gateTimeout + pause;
    const reason = `waited ${wait} ms for ${explain(event.kind, event.call)}`;
    this.#cancelStall = stage.clock.after(wait, () => this.fail(stalledBuild(request, this.#playing(event.call), reason)));
  }

  #playing({ interaction }: RecordedCall): Playing {
    return { cassette: this.#parts.cassette, interaction };
  }

  #pause(delay: number): void {
    this.#cancelPause = this.#parts.stage.clock.after(delay, () => {
      this.#cancelPause = null;
      this.#move();
    });
  }

  #stopWaiting(): void {
    this.#stopStall();
    this.#cancelPause?.();
    this.#cancelPause = null;
  }

  #stopStall(): void {
    this.#cancelStall?.();
    this.#cancelStall = null;
  }
}

function explain(kind: BuildEvent['kind'], { path }: RecordedCall): string {
  if (kind === 'called') return 'the client to offer its session (POST /session), which did not come';
  return kind === 'answered' ? `the client to answer ${shortPath(path)}` : `the call ${shortPath(path)}, which did not come`;
}
