/** One live request: its body is read for its meaning, then the answer that is due is played, or the miss is told. */
import type { LiveRequest, Reply, RequestSink, Responder } from '../cassette/exchange.ts';
import { headerTokens, headerValue } from '../cassette/head.ts';
import { redactAuthBody } from '../cassette/redaction.ts';
import type { Interaction } from '../cassette/types.ts';
import type { GrpcStream } from '../docker/grpc-ends.ts';
import type { Bindings } from '../meaning/bindings.ts';
import { type BodyMeaning, BodyReader } from '../meaning/body.ts';
import { type HeadMeaning, readHead } from '../meaning/request.ts';
import { isStray } from '../meaning/strays.ts';
import type { BuildPlayback } from './buildkit/build-playback.ts';
import type { BuildKit } from './buildkit/buildkit.ts';
import type { Deck } from './deck.ts';
import { brokenCassette, describeRequest, type Miss, missAnswer } from './miss.ts';
import { Playback } from './playback.ts';
import type { RequestGroup } from './request-group.ts';
import type { Stage } from './stage.ts';

const NO_BODY: BodyMeaning = { kind: 'none' };
const CONTINUE = Buffer.from('HTTP/1.1 100 Continue\r\n\r\n');

/** A recorded answer that is due. */
export interface Hit {
  readonly deck: Deck;
  readonly interaction: Interaction;
}

/** A request body that is kept until it is known who needs it. */
export interface KeptBody {
  /** A promise where the caller should wait before it keeps more. */
  push(bytes: Buffer): void | Promise<void>;
  /** All of it, in order. */
  read(): AsyncIterable<Buffer>;
  /** Nobody needs it (any more). */
  drop(): void;
}

/** Where requests go that nothing recorded answers. */
export interface PassOn {
  /** @param bindings what the words of the clients stand for in the cassette, now and later; null: nothing stands for another thing */
  readonly responder: (bindings: Bindings | null) => Responder;
  readonly keepBody: () => KeptBody;
}

/** Knows the answers: the player, as an exchange sees it. */
export interface Prompter {
  readonly stage: Stage;
  /** Null: nothing is passed on, and bodies need not be kept. */
  readonly passOn: PassOn | null;
  /** Who is asked in place of the cassette, and counted; null: it is a miss. */
  passOnTo(head: HeadMeaning): Responder | null;
  /** Null: it has no HTTP/2. */
  readonly buildKit: BuildKit | null;
  /** The answer that is due to a head that was seen before, without reading it again; null where it was not. */
  chooseAgain(headBytes: string): Hit | null;
  /** The bytes of an answer that is played by writing them and no more; null where there is more to it. */
  plainAnswer(hit: Hit): Buffer | null;
  /** Recorded requests with a head of that meaning, those of the deck that was hit last first. */
  groups(head: HeadMeaning): { readonly deck: Deck; readonly group: RequestGroup }[];
  /**
   * The answer that is due to this request, marked as given; null: a miss. A promise where recorded bodies must be read
   * first. Throws (or rejects with) what the files throw.
   */
  choose(head: HeadMeaning, body: BodyMeaning, headBytes: string | null): Hit | null | Promise<Hit | null>;
  /** Of answers that came before the upload had ended: the first that is free. The head alone decides. */
  chooseEarly(head: HeadMeaning): Hit | null;
  /** Explains why nothing answers. */
  explain(head: HeadMeaning, body: BodyMeaning | null, request: { method: string; target: string }): Promise<Miss>;
}

export class PlayedExchange implements RequestSink {
  readonly #player: Prompter;
  readonly #live: LiveRequest;
  readonly #reply: Reply;
  /** Read at the first body byte, or at the end of a request without a body. */
  #head: HeadMeaning | null = null;
  #body: BodyReader | null = null;
  #login: Buffer[] = [];
  #playback: Playback | null = null;
  #grpc: GrpcStream | null = null;
  #continued = false;
  /** The body, for the engine that it may be passed on to. */
  #kept: KeptBody | null = null;
  /** It is passed on, and this takes what the client sends. */
  #passed: RequestSink | null = null;
  #state: 'reading' | 'answered' | 'left' = 'reading';

  constructor(player: Prompter, live: LiveRequest, reply: Reply) {
    this.#player = player;
    this.#live = live;
    this.#reply = reply;
    if (announcesBody(live)) this.#expectBody();
  }

  data(bytes: Buffer): void | Promise<void> {
    if (this.#passed !== null) return this.#passed.data(bytes);
    if (this.#state !== 'reading') return;
    return both(this.#kept?.push(bytes), this.#read(bytes));
  }

  end(): void {
    if (this.#passed !== null) this.#passed.end();
    else if (this.#state !== 'reading') return;
    else if (this.#head === null) this.#endWithoutBody();
    else this.#endUpload(this.#head);
  }

  stream(bytes: Buffer): void | Promise<void> {
    if (this.#passed !== null) return this.#passed.stream(bytes);
    this.#grpc?.data(bytes);
    this.#playback?.stream(bytes);
  }

  streamEnd(): void {
    this.#passed?.streamEnd();
    this.#grpc?.end();
    this.#playback?.streamEnd();
  }

  left(): void {
    this.#state = 'left';
    this.#kept?.drop();
    this.#passed?.left();
    this.#grpc?.left();
    this.#playback?.left();
  }

  #read(bytes: Buffer): void | Promise<void> {
    if (this.#head?.operation?.id === 'SystemAuth') {
      this.#login.push(bytes);
      return;
    }
    this.#body ??= new BodyReader();
    return this.#body.push(bytes);
  }

  /** What nothing was recorded of need not be uploaded, unless it is short and says what is missed; nor what the engine refused by its head. */
  #expectBody(): void {
    const head = readHead(this.#live.head);
    this.#head = head;
    const early = this.#player.chooseEarly(head);
    if (early !== null) {
      this.#play(early);
      return;
    }
    const groups = this.#player.groups(head);
    if (groups.length === 0 && !isShortDocument(this.#live)) {
      this.#miss(head, null);
      return;
    }
    for (const { group } of groups) group.prepare();
    this.#kept = this.#player.passOn?.keepBody() ?? null;
    if (headerValue(this.#live.head.headers, 'Expect')?.toLowerCase() === '100-continue') {
      this.#continued = true;
      this.#reply.write(CONTINUE);
    }
  }

  #endWithoutBody(): void {
    const { raw, method } = this.#live.head;
    const headBytes = method === 'GET' || method === 'HEAD' ? raw.toString('latin1') : null;
    const again = headBytes === null ? null : this.#player.chooseAgain(headBytes);
    if (again !== null) {
      this.#playAgain(again);
      return;
    }
    const head = readHead(this.#live.head);
    if (head.upgrade !== 'h2c' || !this.#openGrpc(head)) this.#answer(head, NO_BODY, headBytes);
  }

  /** BuildKit's connections carry calls of their own. */
  #openGrpc(head: HeadMeaning): boolean {
    try {
      this.#grpc = this.#player.buildKit?.open(head, this.#live.head, this.#reply) ?? null;
    } catch (error) {
      this.#fail(error);
      return true;
    }
    if (this.#grpc !== null) this.#state = 'answered';
    return this.#grpc !== null;
  }

  #playAgain(hit: Hit): void {
    const spoiled = hit.deck.spoiledBy(hit.interaction);
    const plain = spoiled === null ? this.#player.plainAnswer(hit) : missAnswer(spoiled, this.#live.head.method);
    if (plain === null) {
      this.#play(hit);
      return;
    }
    this.#state = 'answered';
    this.#reply.write(plain);
    this.#reply.finish();
  }

  #endUpload(head: HeadMeaning): void {
    if (this.#login.length > 0) {
      this.#body = new BodyReader();
      void this.#body.push(redactAuthBody(Buffer.concat(this.#login)).value);
    }
    const body = this.#body?.end() ?? NO_BODY;
    if (body instanceof Promise) body.then((read) => this.#answer(head, read, null)).catch(this.#fail);
    else this.#answer(head, body, null);
  }

  #answer(head: HeadMeaning, body: BodyMeaning, headBytes: string | null): void {
    if (this.#state !== 'reading') return;
    let hit: Hit | null | Promise<Hit | null>;
    try {
      hit = this.#player.choose(head, body, headBytes);
    } catch (error) {
      this.#fail(error);
      return;
    }
    if (hit instanceof Promise) hit.then((chosen) => this.#settle(chosen, head, body)).catch(this.#fail);
    else this.#settle(hit, head, body);
  }

  #settle(hit: Hit | null, head: HeadMeaning, body: BodyMeaning): void {
    const spoiled = hit?.deck.spoiledBy(hit.interaction) ?? null;
    if (hit === null) this.#miss(head, body);
    // It follows from a miss that was told: no other one.
    else if (spoiled !== null) this.#refuse(spoiled);
    else this.#play(hit);
  }

  #play({ deck, interaction }: Hit): void {
    this.#kept?.drop();
    // The client may have gone while recorded bodies were read: it was heard all the same.
    if (this.#state !== 'left') {
      this.#state = 'answered';
      const { head } = this.#live;
      const continued = this.#continued;
      let build: BuildPlayback | null;
      try {
        build = this.#player.buildKit?.begin(deck, interaction, head) ?? null;
      } catch (error) {
        this.#fail(error);
        return;
      }
      this.#playback = new Playback({ interaction, deck, reply: this.#reply, stage: this.#player.stage, continued, request: head, build });
      this.#playback.start();
      if (interaction.outcome.kind !== 'streamed') this.#player.buildKit?.dismiss(head);
    } else {
      deck.progress.answer(interaction);
    }
    deck.progress.spread();
  }

  #miss(head: HeadMeaning, body: BodyMeaning | null): void {
    const responder = this.#player.passOnTo(head);
    if (responder !== null) {
      this.#passOn(responder);
      return;
    }
    this.#state = 'answered';
    this.#kept?.drop();
    this.#player.explain(head, body, this.#live.head).then((miss) => {
      if (isStray(head.operation?.id, head.query)) this.#refuse(miss);
      else this.#tell(miss);
    }, this.#fail);
  }

  #passOn(responder: Responder): void {
    // The client may have gone while recorded bodies were read.
    if (this.#state === 'left') return;
    this.#state = 'answered';
    const passed = responder.open(this.#live, this.#reply);
    this.#passed = passed;
    if (this.#kept !== null) this.#giveBody(this.#kept, passed).catch(this.#fail);
    else if (!announcesBody(this.#live)) passed.end();
  }

  /** What was kept is the whole body. */
  async #giveBody(kept: KeptBody, passed: RequestSink): Promise<void> {
    try {
      for await (const bytes of kept.read()) {
        if (this.#hasLeft()) return;
        await passed.data(bytes);
      }
      if (!this.#hasLeft()) passed.end();
    } finally {
      kept.drop();
    }
  }

  #hasLeft(): boolean {
    return this.#state === 'left';
  }

  readonly #fail = (error: unknown): void => this.#tell(brokenCassette(describeRequest(this.#live.head), error));

  #tell(miss: Miss): void {
    this.#player.stage.onMiss(miss);
    this.#refuse(miss);
  }

  #refuse(miss: Miss): void {
    this.#state = 'answered';
    this.#reply.write(missAnswer(miss, this.#live.head.method));
    this.#player.buildKit?.dismiss(this.#live.head);
    this.#reply.finish();
  }
}

function both(one: void | Promise<void>, other: void | Promise<void>): void | Promise<void> {
  return one instanceof Promise && other instanceof Promise ? Promise.all([one, other]).then(() => {}) : (one ?? other);
}

function announcesBody({ head }: LiveRequest): boolean {
  if (headerTokens(head.headers, 'Transfer-Encoding').length > 0) return true;
  return Number(headerValue(head.headers, 'Content-Length') ?? 0) > 0;
}

/** In bytes: the longest document that is read only to explain a miss. */
const EXPLAINED = 1024 * 1024;

function isShortDocument({ head }: LiveRequest): boolean {
  const length = headerValue(head.headers, 'Content-Length');
  return /\bjson\b/i.test(headerValue(head.headers, 'Content-Type') ?? '') && length !== undefined && Number(length) <= EXPLAINED;
}
