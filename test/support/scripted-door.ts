/**
 * A door to no engine: a test sees what was sent on each line, and says what comes back. Parsed as the relay parses.
 *
 *   const door = new ScriptedDoor();
 *   …  door.line(0).answers({ status: 201, json: { Id } })
 */
import { ExchangeTap } from '../../src/proxy/parser/exchange-tap.ts';
import { LiveInteractions } from '../../src/record/live-interactions.ts';
import type { Door, LineListener, LiveLine } from '../../src/verify/drive/door.ts';

export class ScriptedLine implements LiveLine {
  /** All that the client sent. */
  sent = '';
  /** The client sent FIN. */
  ended = false;
  /** The client closed the connection. */
  hasLeft = false;
  readonly #tap: ExchangeTap;
  #over = false;

  constructor(number: number, listener: LineListener) {
    const live = new LiveInteractions((interaction) => listener.told({ interaction, files: live.files, drop: () => {} }));
    this.#tap = new ExchangeTap(
      number,
      () => number,
      (event) => {
        if (this.#over) return;
        this.#over = event.kind === 'end';
        listener.event(event);
        live.event(event);
      },
    );
  }

  /** `POST /v1.41/containers/create`. */
  get asked(): string {
    return this.sent.split(' ', 2).join(' ');
  }

  // ---- the client

  async send(bytes: Buffer): Promise<void> {
    this.sent += bytes.toString('latin1');
    this.#tap.client(bytes, 0);
  }

  end(): void {
    this.ended = true;
    this.#tap.clientEnd(0);
  }

  leave(): void {
    this.hasLeft = true;
    this.#tap.gone('client', 'the client closed', 0);
  }

  // ---- the engine

  says(text: string): void {
    this.#tap.engine(Buffer.from(text, 'latin1'), 0);
  }

  answers({ status = 200, json = {} as unknown }): void {
    const body = `${JSON.stringify(json)}\n`;
    this.says(`HTTP/1.1 ${status} X\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  }

  /** The head of an answer in HTTP chunks. */
  streams(): void {
    this.says('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
  }

  chunk(text: string): void {
    this.says(`${text.length.toString(16)}\r\n${text}\r\n`);
  }

  upgrades(): void {
    this.says('HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.raw-stream\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n');
  }

  closes(): void {
    this.#tap.engineEnd(0);
  }

  resets(): void {
    this.#tap.gone('engine', 'read ECONNRESET', 0);
  }
}

export class ScriptedDoor implements Door {
  readonly lines: ScriptedLine[] = [];

  open(listener: LineListener): LiveLine {
    const line = new ScriptedLine(this.lines.length, listener);
    this.lines.push(line);
    return line;
  }

  line(number: number): ScriptedLine {
    const line = this.lines[number];
    if (line === undefined) throw new Error(`no line ${number} yet, only ${this.lines.map(({ asked }) => asked).join(', ')}`);
    return line;
  }

  get asked(): string[] {
    return this.lines.map((line) => line.asked);
  }
}
