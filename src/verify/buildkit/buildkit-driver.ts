/**
 * BuildKit in the upgrade check: recorded builds, asked of a live engine message by message.
 *
 *   POST /grpc     the recorded calls are made again            Conversation
 *   POST /session  the engine is answered as the client did     SessionService
 *   POST /build    (docker CLI 20.10) goes as any request does; its answer is compared here
 *
 * Refs and sessions get new names, so that two checks at one engine do not meet.
 */
import type { Cassette, Interaction } from '../../cassette/types.ts';
import type { GrpcEnds, GrpcStream } from '../../docker/grpc-ends.ts';
import { STATUS_PATH } from '../../meaning/buildkit/call-kinds.ts';
import { MadeUpNames } from '../../meaning/buildkit/made-up-names.ts';
import { buildNames, type RecordedBuild, RecordedBuilds, sessionName } from '../../meaning/buildkit/recorded-builds.ts';
import { type RecordedCall, readCalls } from '../../meaning/buildkit/recorded-calls.ts';
import type { DrivenStream, StreamDriver } from '../drive/stream-driver.ts';
import type { Identities } from '../identities.ts';
import type { Difference, Told } from '../types.ts';
import { StoryReader } from './build-story.ts';
import { CallResults } from './call-results.ts';
import { compareBuildAnswers, readBuildAnswer } from './compare-build-answer.ts';
import { compareEnds, compareResults } from './compare-calls.ts';
import { compareStories } from './compare-stories.ts';
import { Conversation, isRepeated } from './conversation.ts';
import { KnownFiles } from './known-files.ts';
import { drawName, type Random } from './new-names.ts';
import { SessionService } from './session-service.ts';
import { pump, StreamReply } from './stream-reply.ts';

export interface BuildKitParts {
  readonly cassette: Cassette;
  /** Gets the new names, before anything is sent. */
  readonly identities: Identities;
  readonly ends: GrpcEnds;
  readonly random: Random;
}

export class BuildKitDriver implements StreamDriver {
  readonly #parts: BuildKitParts;
  readonly #recorded: RecordedBuilds;
  readonly #names: MadeUpNames;
  readonly #results = new CallResults();
  readonly #stories = new Map<RecordedCall, StoryReader>();
  /** Connections to `/grpc` that are under way. */
  readonly #driven = new Set<Interaction>();
  /** Why nothing can be said, by interaction. */
  readonly #skipped = new Map<Interaction, string>();

  constructor(parts: BuildKitParts) {
    this.#parts = parts;
    const { cassette, identities, random } = parts;
    this.#recorded = new RecordedBuilds(cassette);
    const names = this.#recorded.builds.flatMap(({ ref, session, others }) => [ref, session, ...others]);
    const sessions = cassette.interactions
      .filter(({ operation }) => operation === 'Session')
      .map(({ request }) => sessionName(request.headers));
    const pairs = [...new Set([...names, ...sessions])]
      .filter((name) => name !== '')
      .map((name) => [name, drawName(name, random)] as const);
    for (const [recorded, live] of pairs) identities.bind('name', recorded, live);
    this.#names = new MadeUpNames(pairs);
    for (const build of this.#recorded.builds) this.#skipUnfinished(build);
    for (const call of this.#recorded.loose) {
      if (!isRepeated(call) && call.path.endsWith('Control/Session'))
        this.#skip(call.interaction, 'it carries a session within a call, which is blanked in recordings');
    }
  }

  takes({ operation, outcome }: Interaction): boolean {
    return outcome.kind === 'hijacked' && (operation === 'BuildKitGrpc' || operation === 'Session');
  }

  async drive(stream: DrivenStream): Promise<readonly Difference[]> {
    const { interaction } = stream.recorded;
    if (this.#skipped.has(interaction)) return [];
    return interaction.operation === 'Session' ? this.#offer(stream) : this.#call(stream);
  }

  compare(recorded: Told, live: Told): readonly Difference[] | null {
    const { interaction } = recorded;
    if (buildNames(interaction.request) === null || !('head' in interaction.outcome) || !('head' in live.interaction.outcome)) return null;
    if (interaction.outcome.head.status !== 200 || live.interaction.outcome.head.status !== 200) return null;
    return compareBuildAnswers(recorded, live, this.#names, this.#parts.identities);
  }

  /** The docker CLI leaves with the error of a build. */
  readsToEnd(interaction: Interaction): boolean {
    return buildNames(interaction.request) !== null && !this.#skipped.has(interaction);
  }

  skipped(interaction: Interaction): string | null {
    return this.#skipped.get(interaction) ?? null;
  }

  #skipUnfinished({ by, session }: RecordedBuild): void {
    const { files } = this.#parts.cassette;
    const finished = 'outcome' in by ? readBuildAnswer({ interaction: by, files }).whole : by.closed !== null && by.cancelled === null;
    if (finished) return;
    const reason = 'the recording ends before its build does, or its client gave it up: how far a build comes until then is chance';
    for (const interaction of ['outcome' in by ? by : by.interaction, ...this.#recorded.sessions(session)]) this.#skip(interaction, reason);
  }

  #skip(interaction: Interaction, reason: string): void {
    if (!this.#skipped.has(interaction)) this.#skipped.set(interaction, reason);
  }

  // ---- /session

  async #offer(stream: DrivenStream): Promise<readonly Difference[]> {
    const { interaction, files } = stream.recorded;
    const service = new SessionService({
      calls: readCalls(interaction, files, { keepFiles: true }),
      elsewhere: () => this.#filesElsewhere(interaction),
      names: this.#names,
      onLack: (reason) => this.#lack(interaction, reason),
    });
    const reply = new StreamReply(stream);
    const served = this.#parts.ends.serve(reply, (call) => service.take(call));
    await this.#until(
      stream,
      served,
      reply,
      stream.leaveDue.then(() => this.#buildsOver(interaction)),
    );
    return [];
  }

  /**
   * Clients keep a session until its builds are over; in their connection to `/grpc`, which is open all the while, nobody
   * but this driver sees that.
   */
  #buildsOver(session: Interaction): Promise<void> {
    const name = sessionName(session.request.headers);
    const ends = this.#recorded.builds.flatMap(({ by, session: used }) => (used === name && !('outcome' in by) ? [by] : []));
    const before = ends.filter(({ closed }) => closed !== null && closed.seq < session.order.end);
    return this.#results.when(() => before.every((call) => this.#results.of(call)?.over === true || !this.#driven.has(call.interaction)));
  }

  *#filesElsewhere(own: Interaction): Generator<KnownFiles, void, undefined> {
    const { interactions, files } = this.#parts.cassette;
    for (const interaction of interactions) {
      if (interaction === own || interaction.operation !== 'Session' || interaction.outcome.kind !== 'hijacked') continue;
      for (const call of readCalls(interaction, files, { keepFiles: true })) if (call.files !== null) yield new KnownFiles(call);
    }
  }

  /** What the builds of a session come to says nothing about the engine. */
  #lack(session: Interaction, reason: string): void {
    this.#skip(session, reason);
    const name = sessionName(session.request.headers);
    for (const { by, session: used } of this.#recorded.builds) if (used === name) this.#skip('outcome' in by ? by : by.interaction, reason);
  }

  // ---- /grpc

  async #call(stream: DrivenStream): Promise<readonly Difference[]> {
    const { interaction } = stream.recorded;
    const calls = this.#callsOf(interaction);
    if (calls.length === 0) return [];
    const reply = new StreamReply(stream);
    const caller = this.#parts.ends.connect(reply);
    const conversation = new Conversation({
      calls,
      caller,
      names: this.#names,
      results: this.#results,
      onMessage: (call, message) => this.#hear(call, message),
    });
    this.#driven.add(interaction);
    conversation.start();
    await this.#until(stream, caller, reply, conversation.done);
    this.#driven.delete(interaction);
    this.#results.move();
    const differences = [
      ...calls.flatMap((call) => compareEnds(call, this.#results.of(call), this.#names)),
      ...this.#recorded.builds.flatMap((build) => this.#compareBuild(build, interaction)),
    ];
    conversation.stop();
    return differences;
  }

  #callsOf(interaction: Interaction): RecordedCall[] {
    const calls = [...this.#recorded.builds.flatMap((build) => build.calls), ...this.#recorded.loose];
    return calls.filter((call) => call.interaction === interaction && isRepeated(call)).sort((a, b) => a.opened.seq - b.opened.seq);
  }

  #hear(call: RecordedCall, message: Buffer): boolean {
    if (call.path !== STATUS_PATH) return false;
    const reader = this.#stories.get(call) ?? new StoryReader();
    this.#stories.set(call, reader);
    reader.take(message);
    return true;
  }

  #compareBuild(build: RecordedBuild, interaction: Interaction): Difference[] {
    const { by, calls, internal } = build;
    if ('outcome' in by || by.interaction !== interaction || internal) return [];
    const status = calls.filter(({ path }) => path === STATUS_PATH);
    const stories = status.flatMap((call) => {
      const recorded = new StoryReader();
      for (const step of call.answer) if (step.kind === 'message') recorded.take(this.#names.toLive(step.data));
      const live = this.#stories.get(call) ?? new StoryReader();
      return compareStories(recorded.story(), live.story(), '/build');
    });
    return [...compareResults(by, this.#results.of(by), this.#parts.identities), ...stories];
  }

  /** Resolves when it is over, HTTP/2 has ended (as it does where the engine leaves), or the time is up. */
  async #until(stream: DrivenStream, end: GrpcStream, reply: StreamReply, over: Promise<void>): Promise<void> {
    void pump(stream, end);
    await Promise.race([over, reply.closed, stream.timeUp]);
    end.close();
  }
}
