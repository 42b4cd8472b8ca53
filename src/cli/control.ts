/**
 * The control socket of a replay: a server that other programs tell to rewind, between two tests. A socket of its own, since
 * all that comes over the other one is the Engine API's.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Endpoint, formatEndpoint, parseEndpoint } from '../docker/endpoint.ts';
import { TapedeckError } from '../errors.ts';
import { listen } from '../proxy/listen.ts';
import type { Player } from '../replay/player.ts';
import { playbackJson } from '../report/playback-json.ts';
import { isLoopback } from './listening.ts';

export interface Control {
  readonly endpoint: Endpoint;
  close(): Promise<void>;
}

/** @throws TD_USAGE for an address that other machines reach; TD_LISTEN */
export async function startControl(url: string, player: Player): Promise<Control> {
  const endpoint = parseEndpoint(url);
  if (endpoint.kind === 'tcp' && !isLoopback(endpoint.host)) {
    throw new TapedeckError('TD_USAGE', `--control ${url}: other machines could rewind`, {
      hint: 'Give unix:///path, or an address of this machine: tcp://127.0.0.1:PORT.',
    });
  }
  const server = createServer((request, response) => answer(player, request, response));
  const listener = await listen(endpoint, (socket) => server.emit('connection', socket));
  return {
    endpoint: listener.endpoint,
    async close() {
      const closed = listener.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** For the last word on how to use it. */
export const controlText = ({ endpoint }: Control): string => `control on ${formatEndpoint(endpoint)}\n`;

function answer(player: Player, request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://tapedeck');
  const say = (status: number, text: string) => response.writeHead(status, { 'Content-Type': 'application/json' }).end(text);
  const refuse = (status: number, message: string) => say(status, `${JSON.stringify({ message })}\n`);
  const route = `${request.method} ${pathname}`;
  if (route === 'POST /_tapedeck/rewind') {
    const name = searchParams.get('cassette') ?? undefined;
    const rewound = player.rewind(name);
    if (rewound.length > 0) say(200, `${JSON.stringify({ rewound })}\n`);
    else
      refuse(
        404,
        `no cassette ${name} is played; there are ${player
          .summary()
          .cassettes.map((one) => one.name)
          .join(', ')}`,
      );
  } else if (route === 'GET /_tapedeck/summary') {
    say(200, playbackJson({ ...player.summary(), requireAll: false, exitCode: 0 }));
  } else {
    refuse(404, `${route}: not known; there is POST /_tapedeck/rewind[?cassette=NAME] and GET /_tapedeck/summary`);
  }
}
