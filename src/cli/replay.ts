/** `tapedeck replay`: a server that answers from cassettes. */

import type { Clock } from '../cassette/clock.ts';
import { GRPC_ENDS } from '../proxy/http2.ts';
import { startServer } from '../proxy/server.ts';
import { Player } from '../replay/player.ts';
import { count } from '../report/quantities.ts';
import { visibleText } from '../report/visible.ts';
import type { OpenedCassette } from '../store/cassette-directory.ts';
import { resolveCassettes } from '../store/cassette-directory.ts';
import { type BindingValues, bindingText, readBindingRules } from './binding-rules.ts';
import { openCassette } from './cassettes.ts';
import { serveClients } from './clients.ts';
import { EXIT, explainError } from './exit-codes.ts';
import type { ListenValues } from './listening.ts';
import { chooseListening } from './listening.ts';
import { neverConnected } from './never-connected.ts';
import { readDuration, readSpeed } from './options.ts';
import { OwnQuestion } from './own-question.ts';
import { reportPlayback } from './playback-report.ts';
import { progressOn } from './progress.ts';
import type { ResultOptions } from './result.ts';
import type { World } from './world.ts';

export interface ReplayValues extends ListenValues, ResultOptions, BindingValues {
  readonly cassette: readonly string[];
  readonly speed: string;
  readonly 'require-all': boolean;
  readonly 'any-version': boolean;
  readonly 'gate-timeout': string;
}

export async function replay(values: ReplayValues, world: World): Promise<number> {
  const speed = readSpeed(values.speed);
  const gateTimeout = readDuration('gate-timeout', values['gate-timeout']);
  const varying = readBindingRules(values);
  const cassettes: OpenedCassette[] = [];
  for (const path of await resolveCassettes(values.cassette, world.cwd)) cassettes.push(await openCassette(path));

  const progress = progressOn(world);
  const player = new Player({
    cassettes,
    clock: CLOCK,
    speed,
    gateTimeout,
    anyVersion: values['any-version'],
    varying,
    onBinding: (bound) => {
      if (values.explain) progress.world.stderr(`${visibleText(bindingText(bound))}\n`);
    },
    grpc: GRPC_ENDS,
    onMiss: (miss) => progress.world.stderr(`${visibleText(miss.message)}\n`),
  });
  const listening = chooseListening(values, world);
  let connections = 0;
  try {
    const server = await startServer({
      listen: listening.endpoint,
      socketMode: listening.socketMode,
      responder: new OwnQuestion(cassettes[0]?.info.engine ?? null, player),
      onConnection: () => {
        connections += 1;
      },
      onError: (error) => progress.world.stderr(explainError(error)),
    });
    const { exitCode, started } = await serveClients(
      server,
      values,
      progress,
      () => `${count(connections, 'connection')}, ${server.connections} open`,
    ).finally(() => server.close());
    if (!started) return exitCode;
    if (values.COMMAND !== null && connections === 0) return neverConnected(exitCode, values, world);
    const summary = player.summary();
    const failed = summary.misses.length > 0 || (values['require-all'] && summary.unused.length > 0);
    const code = exitCode === EXIT.fine && failed ? EXIT.found : exitCode;
    await reportPlayback({ ...summary, requireAll: values['require-all'], exitCode: code }, values, world);
    return code;
  } finally {
    listening.remove();
  }
}

const CLOCK: Clock = {
  now: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
