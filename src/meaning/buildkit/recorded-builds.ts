/**
 * The builds in a cassette: which calls of which connections belong together, and what happened in each, in order.
 *
 *   asked    the client made a call on /grpc                said      a piece of the answer to one
 *   called   the engine asked the client for something      answered  the client has given it
 *   told     a piece of the answer to `POST /build`, which another plays
 */
import { headerValue } from '../../cassette/head.ts';
import type { Cassette, Interaction, RawHeaders } from '../../cassette/types.ts';
import { streamEvents } from '../../cassette/wire-stream.ts';
import { findOperation } from '../../docker/operations.ts';
import { callKind, refOf, solveFacts } from './call-kinds.ts';
import { messageKey, otherNames } from './message-key.ts';
import { type CallStep, type RecordedCall, readCalls } from './recorded-calls.ts';

export type BuildEvent = { readonly seq: number; readonly at: number } & (
  | { readonly kind: 'asked' | 'called' | 'answered'; readonly call: RecordedCall }
  | { readonly kind: 'said'; readonly call: RecordedCall; readonly step: CallStep }
  | { readonly kind: 'told' }
);

/** What clients make up for each build. */
export interface BuildNames {
  readonly ref: string;
  readonly session: string;
  /** Contexts that they upload. */
  readonly others: readonly string[];
}

export interface RecordedBuild extends BuildNames {
  /** What began it: a Solve, or `POST /build` of the CLI's own builder. */
  readonly by: RecordedCall | Interaction;
  readonly internal: boolean;
  /** Builds of equal keys were asked the same. '' for `POST /build`, which is matched as any request. */
  readonly key: string;
  /** Calls on /grpc, its Solve among them. */
  readonly calls: readonly RecordedCall[];
  /** All that happened, in order. Throws what the files throw. */
  readonly events: () => readonly BuildEvent[];
}

export class RecordedBuilds {
  readonly builds: readonly RecordedBuild[];
  /** Calls of no build, in order. */
  readonly loose: readonly RecordedCall[];
  /** Connections to /grpc on which nothing was asked: clients open some to see whether they may. */
  readonly silent: readonly Interaction[];
  readonly #cassette: Cassette;
  readonly #sessions: readonly Interaction[];

  constructor(cassette: Cassette) {
    this.#cassette = cassette;
    const hijacked = cassette.interactions.filter(({ outcome }) => outcome.kind === 'hijacked');
    this.#sessions = hijacked.filter(({ operation }) => operation === 'Session');
    const connections = hijacked
      .filter(({ operation }) => operation === 'BuildKitGrpc')
      .map((interaction) => ({ interaction, calls: readCalls(interaction, cassette.files) }));
    this.silent = connections.filter(({ calls }) => calls.length === 0).map(({ interaction }) => interaction);
    const calls = connections.flatMap((connection) => connection.calls).sort((a, b) => a.opened.seq - b.opened.seq);
    const byRef = groupByRef(calls);
    this.loose = byRef.get(null) ?? [];
    this.builds = [
      ...cassette.interactions.flatMap((interaction) => this.#requestBuild(interaction)),
      ...calls.filter(({ path }) => callKind(path) === 'solve').map((solve) => this.#solveBuild(solve, byRef)),
    ];
  }

  /** Recorded connections by which a client offered the session of that name. */
  sessions(name: string): readonly Interaction[] {
    return this.#sessions.filter((interaction) => sessionName(interaction.request.headers) === name);
  }

  #requestBuild(by: Interaction): RecordedBuild[] {
    const names = by.outcome.kind === 'streamed' ? buildNames(by.request) : null;
    if (names === null) return [];
    const { request: from, end: until } = by.order;
    const events = once(() => [...tellings(by), ...this.#sessionEvents(names.session, from, until)].sort((a, b) => a.seq - b.seq));
    return [{ ...names, by, internal: false, key: '', calls: [], events }];
  }

  #solveBuild(by: RecordedCall, byRef: ReadonlyMap<string | null, readonly RecordedCall[]>): RecordedBuild {
    const message = by.asked[0]?.data ?? NOTHING;
    const facts = solveFacts(message);
    const calls = byRef.get(facts.ref) ?? [by];
    const until = by.closed?.seq ?? by.interaction.order.end;
    const events = once(() =>
      [...calls.flatMap(grpcEvents), ...this.#sessionEvents(facts.session, by.opened.seq, until)].sort((a, b) => a.seq - b.seq),
    );
    return { ...facts, others: otherNames(message), by, key: messageKey(message, [facts.ref, facts.session]), calls, events };
  }

  /** Several builds may share a session: each has what was asked while it ran. */
  #sessionEvents(session: string, from: number, until: number): BuildEvent[] {
    return this.sessions(session)
      .flatMap((interaction) => readCalls(interaction, this.#cassette.files))
      .filter(({ opened }) => opened.seq > from && opened.seq < until)
      .flatMap(sessionEvents);
  }
}

const NOTHING = Buffer.alloc(0);

/** The name by which a client offers its session. */
export function sessionName(headers: RawHeaders): string {
  return headerValue(headers, 'X-Docker-Expose-Session-Uuid') ?? '';
}

/** Names that the client of a `POST /build` with BuildKit made up; null for any other request. */
export function buildNames(head: { readonly method: string; readonly target: string }): BuildNames | null {
  const match = findOperation(head.method, head.target);
  if (match?.operation.id !== 'ImageBuild') return null;
  const query = new URLSearchParams(match.query);
  return query.get('version') === '2' ? { ref: query.get('buildid') ?? '', session: query.get('session') ?? '', others: [] } : null;
}

function groupByRef(calls: readonly RecordedCall[]): ReadonlyMap<string | null, readonly RecordedCall[]> {
  const groups = new Map<string | null, RecordedCall[]>();
  for (const call of calls) {
    const ref = refOf(call.path, call.headers, call.asked[0]?.data ?? NOTHING);
    const group = groups.get(ref);
    if (group === undefined) groups.set(ref, [call]);
    else group.push(call);
  }
  return groups;
}

/** Contexts are large: a session is read when its build is asked for. */
function once<T>(read: () => T): () => T {
  let known: { readonly value: T } | null = null;
  return () => {
    known ??= { value: read() };
    return known.value;
  };
}

function grpcEvents(call: RecordedCall): BuildEvent[] {
  const asked: BuildEvent = { ...call.opened, kind: 'asked', call };
  return [asked, ...call.answer.map((step): BuildEvent => ({ seq: step.seq, at: step.at, kind: 'said', call, step }))];
}

function* tellings(interaction: Interaction): Generator<BuildEvent> {
  for (const { kind, from, seq, at } of streamEvents(interaction))
    if (kind === 'piece' && from === 'engine') yield { seq, at, kind: 'told' };
}

function sessionEvents(call: RecordedCall): BuildEvent[] {
  const kind = callKind(call.path);
  if (kind === 'secret' || kind === 'health') return [];
  const called: BuildEvent = { ...call.opened, kind: 'called', call };
  // Engines break off the call by which they hand over what `--output` asks for, once the client has said that it has all.
  const end = call.closed ?? (isRelayed(call) ? call.answer.findLast(({ kind }) => kind === 'message') : undefined);
  return end === undefined ? [called] : [called, { seq: end.seq, at: end.at, kind: 'answered', call }];
}

/** What is asked of the client message by message, and not for its files. */
function isRelayed({ files, upload }: RecordedCall): boolean {
  return files === null && upload === null;
}
