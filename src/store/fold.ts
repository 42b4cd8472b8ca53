/**
 * Folding: journal records in, interactions out. Where records come from and interactions go to is the caller's
 * (fold-on-disk.ts, fold-in-memory.ts); how events become an interaction is handed in.
 */
import type { BodyPart, Bytes, RecordedEvent } from '../cassette/exchange.ts';
import type { FileBody, Interaction, Redaction } from '../cassette/types.ts';
import { ApiVersionCount } from './api-version-count.ts';
import type { Checkpoint } from './checkpoint.ts';
import { decodeRecord, recordExchange, StoredBytes, segmentRecords } from './decode-record.ts';
import type { JournalBodies } from './journal-bodies.ts';
import type { CarriedRecord, OpenRecord } from './open-exchanges.ts';

/** Puts the events of one exchange together. record/build.ts has the one there is. */
export interface Assembler {
  event(event: RecordedEvent): void;
  cutOff(at: number, detail: string): void;
  readonly ended: boolean;
  /** Bodies that were appended to the sink. */
  large(): readonly { readonly part: BodyPart; readonly bytes: number; readonly extension: FileBody['extension'] }[];
  interaction(digest: (part: BodyPart) => string): Interaction;
}

export interface AssemblerSink {
  append(part: BodyPart, offset: number, bytes: Bytes): void;
}

/** @param next gives the next sequence number of the recording */
export type NewAssembler = (next: () => number, sink: AssemblerSink) => Assembler;

export interface FoldOptions {
  readonly checkpoint: Checkpoint;
  readonly assemble: NewAssembler;
  readonly bodies: JournalBodies;
  readonly deliver: (interaction: Interaction) => void;
  /** Awaited now and then, so that other work of the thread gets its turn. */
  readonly pause: () => Promise<void>;
}

export class Fold {
  readonly #assemble: NewAssembler;
  readonly #bodies: JournalBodies;
  readonly #deliver: (interaction: Interaction) => void;
  readonly #pause: () => Promise<void>;
  readonly #open = new Map<number, Assembler>();
  readonly redactions: Redaction[];
  readonly versions: ApiVersionCount;
  /** The next sequence number. */
  next: number;
  /** When the last event came. */
  at: number;

  constructor(options: FoldOptions) {
    const { checkpoint } = options;
    this.#assemble = options.assemble;
    this.#bodies = options.bodies;
    this.#deliver = options.deliver;
    this.#pause = options.pause;
    this.redactions = [...checkpoint.redactions];
    this.versions = new ApiVersionCount(checkpoint.requested, checkpoint.answered);
    this.next = checkpoint.next;
    this.at = checkpoint.at;
  }

  /** Exchanges in flight, in order of arrival. */
  get open(): number[] {
    return [...this.#open.keys()].sort((a, b) => a - b);
  }

  /** Takes up an exchange in flight again: its records of segments that are gone. Gives where these end in their file. */
  resume(exchange: number, records: Iterable<OpenRecord>): number {
    const due = this.next;
    const assembler = this.#start(exchange);
    let last = 0;
    for (const { next, record, end } of records) {
      this.next = next;
      assembler.event(this.#decode(record));
      last = end;
    }
    this.next = due;
    return last;
  }

  /** Folds a segment. Gives the records of what is in flight after it, by exchange, in order. */
  async segment(bytes: Buffer): Promise<Map<number, CarriedRecord[]>> {
    const carried = new Map<number, CarriedRecord[]>();
    for (const record of segmentRecords(bytes)) {
      const exchange = recordExchange(record);
      const event = this.#decode(record);
      this.at = event.at;
      if (event.kind === 'redaction') {
        this.redactions.push({ interaction: exchange, pointer: event.pointer, rule: event.rule });
        continue;
      }
      const records = carried.get(exchange);
      if (records === undefined) carried.set(exchange, [{ next: this.next, record }]);
      else records.push({ next: this.next, record });
      const assembler = this.#open.get(exchange) ?? this.#start(exchange);
      assembler.event(event);
      if (assembler.ended) {
        carried.delete(exchange);
        await this.#finish(exchange, assembler);
      }
      await this.#pause();
    }
    return carried;
  }

  /** Ends everything in flight. Gives the exchanges, in order of arrival. */
  async cutOff(detail: string): Promise<number[]> {
    const exchanges = this.open;
    for (const exchange of exchanges) {
      const assembler = this.#open.get(exchange) as Assembler;
      assembler.cutOff(this.at, detail);
      await this.#finish(exchange, assembler);
    }
    return exchanges;
  }

  #start(exchange: number): Assembler {
    const sink: AssemblerSink = {
      append: (part, offset, bytes) => {
        if (!(bytes instanceof StoredBytes)) this.#bodies.fill(exchange, part, offset, bytes.subarray());
      },
    };
    const assembler = this.#assemble(() => this.next++, sink);
    this.#open.set(exchange, assembler);
    return assembler;
  }

  async #finish(exchange: number, assembler: Assembler): Promise<void> {
    const digests = new Map<BodyPart, string>();
    for (const { part, bytes, extension } of assembler.large()) {
      digests.set(part, await this.#bodies.finish(exchange, part, bytes, extension));
    }
    this.#open.delete(exchange);
    this.#bodies.release(exchange);
    const interaction = assembler.interaction((part) => digests.get(part) as string);
    this.versions.add(interaction);
    this.#deliver(interaction);
  }

  #decode(record: Buffer): RecordedEvent {
    return decodeRecord(record, (exchange, part, offset, length) => this.#bodies.read(exchange, part, offset, length));
  }
}
