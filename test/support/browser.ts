/**
 * A page in a real browser (Chromium, without a window), spoken to in its own protocol over a pipe: no port, and no library
 * between. For tests of what tapedeck writes for browsers.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';

/** As Debian installs it, or as TAPEDECK_TEST_CHROMIUM says; undefined where there is none. */
export const CHROMIUM: string | undefined = [process.env.TAPEDECK_TEST_CHROMIUM, '/usr/bin/chromium'].find(
  (path) => path !== undefined && existsSync(path),
);

/** A message of the DevTools protocol, answers and events alike. */
interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

export class Browser {
  readonly #process: ChildProcess;
  readonly #profile: string;
  readonly #answers = new Map<number, (message: Message) => void>();
  readonly #events: Message[] = [];
  readonly #listeners = new Set<(message: Message) => void>();
  #last = 0;
  #session: string | undefined;

  private constructor(chromium: string) {
    this.#profile = mkdtempSync(join(tmpdir(), 'tapedeck-browser-'));
    const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', '--remote-debugging-pipe'];
    this.#process = spawn(chromium, [...flags, `--user-data-dir=${this.#profile}`, 'about:blank'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    });
    this.#process.once('exit', () => {
      for (const answer of this.#answers.values()) answer({ error: { message: `${chromium} has ended` } });
    });
    let rest = '';
    (this.#process.stdio[4] as Readable).setEncoding('utf8').on('data', (text: string) => {
      const messages = `${rest}${text}`.split('\0');
      rest = messages.pop() ?? '';
      for (const message of messages) this.#hear(JSON.parse(message) as Message);
    });
  }

  static async start(chromium: string): Promise<Browser> {
    const browser = new Browser(chromium);
    const { targetId } = await browser.send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await browser.send('Target.attachToTarget', { targetId, flatten: true });
    browser.#session = sessionId as string;
    for (const domain of ['Page', 'Network', 'Log', 'Runtime']) await browser.send(`${domain}.enable`);
    return browser;
  }

  /** Loads a file. Gives the addresses that were asked for, and what the browser complained of. */
  async open(file: string): Promise<{ readonly requests: string[]; readonly complaints: string[] }> {
    this.#events.length = 0;
    const loaded = new Promise<void>((resolve) => {
      const listener = ({ method }: Message): void => {
        if (method !== 'Page.loadEventFired') return;
        this.#listeners.delete(listener);
        resolve();
      };
      this.#listeners.add(listener);
    });
    await this.send('Page.navigate', { url: pathToFileURL(file).href });
    await loaded;
    const told = (name: string): unknown[] => this.#events.filter(({ method }) => method === name).map(({ params }) => params);
    return {
      requests: told('Network.requestWillBeSent').map((params) => (params as { request: { url: string } }).request.url),
      complaints: [...told('Log.entryAdded'), ...told('Runtime.exceptionThrown')].map((params) => JSON.stringify(params)),
    };
  }

  /** What an expression gives in the page. */
  async look(expression: string): Promise<unknown> {
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', { expression, returnByValue: true });
    if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
    return (result as { readonly value: unknown }).value;
  }

  /** Presses a key: `ArrowDown`, `Enter`. */
  async press(key: string): Promise<void> {
    const code = { ArrowLeft: 37, ArrowUp: 38, ArrowRight: 39, ArrowDown: 40, Enter: 13 }[key];
    const text = key === 'Enter' ? '\r' : undefined;
    await this.send('Input.dispatchKeyEvent', { type: 'keyDown', key, code: key, windowsVirtualKeyCode: code, text });
    await this.send('Input.dispatchKeyEvent', { type: 'keyUp', key, code: key, windowsVirtualKeyCode: code });
  }

  async send(method: string, params: object = {}): Promise<Readonly<Record<string, unknown>>> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) throw new Error(`${method}: the browser has ended`);
    const id = ++this.#last;
    const answer = new Promise<Message>((resolve) => this.#answers.set(id, resolve));
    const message = { id, method, params, ...(this.#session !== undefined && { sessionId: this.#session }) };
    (this.#process.stdio[3] as Writable).write(`${JSON.stringify(message)}\0`);
    const { result, error } = await answer;
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result ?? {};
  }

  async close(): Promise<void> {
    if (this.#process.exitCode === null) {
      const ended = new Promise((resolve) => this.#process.once('exit', resolve));
      this.#process.kill('SIGKILL');
      await ended;
    }
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  #hear(message: Message): void {
    if (message.id === undefined) {
      this.#events.push(message);
      for (const listener of this.#listeners) listener(message);
      return;
    }
    this.#answers.get(message.id)?.(message);
    this.#answers.delete(message.id);
  }
}
