/**
 * Answers from a cassette in this very process: nock catches the requests of Node's http client, and the player, the one that
 * `tapedeck replay` has, answers them. Same matching, same chains, same misses; but only what HTTP can carry:
 *
 *   plain answers, streams, tars, attach and exec without an upgrade    yes
 *   101 (attach and exec with `hijack: true`, BuildKit)                 refused with 501: no nock can give it
 *   other programs, other processes                                    never seen: use `useCassette`
 *
 * nock sees a request to a unix socket as one to http://localhost, whichever socket it is. It changes Node's http client as
 * soon as it is loaded (and until `nock.restore()`), so that hijacks fail everywhere in the process: we load it when we must.
 */

import type { EventEmitter } from 'node:events';
import { readBindingRules } from '../cli/binding-rules.ts';
import { openCassette } from '../cli/cassettes.ts';
import { CLOCK } from '../cli/clock.ts';
import { Player } from '../replay/player.ts';
import { missesError } from './misses-error.ts';
import { NockExchange } from './nock-exchange.ts';
import { type CassetteOptions, checkOptions } from './options.ts';
import { cassetteDirectory } from './use-cassette.ts';

export interface NockOptions
  extends Pick<CassetteOptions, 'directory' | 'requireAll' | 'anyVersion' | 'exact' | 'bind' | 'speed' | 'gateTimeout'> {
  /** Where clients believe the engine to be. Default: `http://localhost`, which stands for every unix socket. */
  readonly url?: string;
}

/** A cassette that nock answers from. */
export interface LoadedCassette extends Disposable {
  readonly name: string;
  /** Its directory. */
  readonly path: string;
  /**
   * Takes its interceptors, and no others, away. To call it again does nothing.
   * @throws {TapedeckError} TD_MISSES with the explanation where a request was not recorded, or asked for an upgrade (or, with
   * `requireAll`, not asked for)
   */
  stop(): void;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'] as const;

/**
 * Loads a cassette into interceptors of nock 14.
 * @throws {TapedeckError} TD_CASSETTE_MISSING and the like where it cannot be read; TD_USAGE where an option is wrong
 */
export async function loadCassette(name: string, options: NockOptions = {}): Promise<LoadedCassette> {
  checkOptions('loadCassette', options);
  const { url = 'http://localhost', requireAll = false, bind = [], exact = false, directory, ...rest } = options;
  const path = cassetteDirectory(name, directory);
  const varying = readBindingRules({ bind, exact, explain: false });
  const player = new Player({ ...rest, varying, cassettes: [await openCassette(path)], clock: CLOCK });
  const { default: nock } = await import('nock');
  if (!nock.isActive()) nock.activate();
  const scope = nock(url).persist();
  const refused: string[] = [];
  let exchanges = 0;
  // It alone is told the body as it came; reply functions get what nock made of it.
  let body = '';
  scope.on('request', (_request: unknown, _interceptor: unknown, text: string) => {
    body = text;
  });
  const interceptors = METHODS.map((method) => {
    const interceptor = scope.intercept(/^\//, method);
    interceptor.reply(function (target, _body, done) {
      flushHead(this.req);
      const { headers } = this.req;
      exchanges += 1;
      new NockExchange(
        { responder: player, onRefused: (message) => refused.push(message) },
        { method, target, headers, body },
        exchanges,
        done,
      ).start();
    });
    return interceptor;
  });
  let stopped = false;
  const stop = () => {
    if (stopped) return;
    stopped = true;
    for (const interceptor of interceptors) nock.removeInterceptor(interceptor);
    const error = missesError(player.summary(), requireAll, refused);
    if (error !== null) throw error;
  };
  return { name, path, stop, [Symbol.dispose]: stop };
}

/**
 * The head of an answer reaches the client with the first bytes of its body, and those of an attach come after the start,
 * which clients send when they have that head. A piece of no bytes takes the head along. Streams swallow such pieces, so it is
 * handed to whoever reads the answer.
 */
function flushHead(request: EventEmitter): void {
  request.once('response', (response: EventEmitter) => response.emit('data', Buffer.alloc(0)));
}
