/** `tapedeck replay`: a server that answers from cassettes, and may ask a live engine for what they do not have. */

import { normaliseTimes } from '../cassette/normalise.ts';
import { TapedeckError } from '../errors.ts';
import { GRPC_ENDS } from '../proxy/http2.ts';
import { startServer } from '../proxy/server.ts';
import { BEHIND_HEAD, Player, type PlayerOptions } from '../replay/player.ts';
import { count } from '../report/quantities.ts';
import { visibleText } from '../report/visible.ts';
import type { OpenedCassette } from '../store/cassette-directory.ts';
import { resolveCassettes, writeCassette } from '../store/cassette-directory.ts';
import { type BindingValues, bindingText, readBindingRules } from './binding-rules.ts';
import { openCassette } from './cassettes.ts';
import { serveClients } from './clients.ts';
import { CLOCK } from './clock.ts';
import { type Control, controlText, startControl } from './control.ts';
import { askVersion } from './engine.ts';
import { EXIT, explainError } from './exit-codes.ts';
import type { ListenValues } from './listening.ts';
import { chooseListening } from './listening.ts';
import { neverConnected } from './never-connected.ts';
import { readDuration, readSpeed } from './options.ts';
import { OwnQuestion } from './own-question.ts';
import { type LiveEngine, startLiveEngine } from './pass-on.ts';
import { reportPlayback } from './playback-report.ts';
import { progressOn } from './progress.ts';
import { readablePath } from './readable-path.ts';
import { sayIncomplete } from './record.ts';
import { firstAnswer, relayUpstream, sayOnce } from './relay-engine.ts';
import type { ResultOptions } from './result.ts';
import type { Upstream } from './upstream.ts';
import type { World } from './world.ts';

export interface ReplayValues extends ListenValues, ResultOptions, BindingValues {
  readonly cassette: readonly string[];
  readonly speed: string;
  readonly 'require-all': boolean;
  readonly 'any-version': boolean;
  readonly 'gate-timeout': string;
  readonly 'allow-repeats': boolean;
  readonly rewind: string;
  readonly control?: string | undefined;
  readonly 'on-miss': string;
  readonly upstream?: string | undefined;
}

/** What the player needs of the command line. */
type Choices = Pick<PlayerOptions, 'speed' | 'gateTimeout' | 'anyVersion' | 'allowRepeats' | 'rewind' | 'varying'>;

export async function replay(values: ReplayValues, world: World): Promise<number> {
  const choices = readChoices(values);
  const cassettes: OpenedCassette[] = [];
  for (const path of await resolveCassettes(values.cassette, world.cwd)) cassettes.push(await openCassette(path));
  if (values['on-miss'] === 'error') return playCassettes(cassettes, choices, null, values, world);
  const upstream = relayUpstream(values, world);
  await firstAnswer(upstream, values, world, 'it is asked all the same');
  const live = await startLiveEngine({
    upstream: upstream.endpoint,
    recordIn: null,
    onError: sayOnce(world),
    onIncomplete: () => {},
  });
  return playCassettes(cassettes, choices, live, values, world).finally(() => live.abort());
}

/**
 * Plays one cassette; what it does not have is asked of a live engine and recorded behind it. Without an engine that is a miss.
 * @param path of the cassette
 */
export async function playNewEpisodes(path: string, values: ReplayValues & RecordingChoices, world: World): Promise<number> {
  const choices = readChoices(values);
  const cassette = await openCassette(path);
  const upstream = await findEngine(cassette, values, world);
  if (upstream === null) return playCassettes([cassette], choices, null, values, world);
  let whole = true;
  const sayFailure = sayIncomplete(world);
  const live = await startLiveEngine({
    upstream: upstream.endpoint,
    recordIn: path,
    onError: sayOnce(world),
    onIncomplete: (error) => {
      whole = false;
      sayFailure(error);
    },
  });
  const exitCode = await playCassettes([cassette], choices, live, values, world).catch(async (error: unknown) => {
    await live.abort();
    throw error;
  });
  const finished = await live.finish().catch((error: unknown) => {
    world.stderr(explainError(error));
    whole = false;
    return null;
  });
  if (finished !== null) {
    if (values['normalise-times']) await writeCassette(path, normaliseTimes(await openCassette(path)));
    for (const warning of finished.info.warnings) world.stderr(`warning: ${warning}\n`);
    world.stderr(`recorded ${count(finished.interactions, 'new interaction')} in ${readablePath(finished.path, world.cwd)}\n`);
  }
  return exitCode === EXIT.fine && !whole ? EXIT.environment : exitCode;
}

export interface RecordingChoices {
  readonly 'normalise-times': boolean;
}

function readChoices(values: ReplayValues): Choices {
  return {
    speed: readSpeed(values.speed),
    gateTimeout: readDuration('gate-timeout', values['gate-timeout']),
    anyVersion: values['any-version'],
    allowRepeats: values['allow-repeats'],
    rewind: values.rewind === 'auto' ? 'auto' : 'never',
    varying: readBindingRules(values),
  };
}

/** A cassette that has all needs no engine: that there is none is said, and no error. */
async function findEngine(cassette: OpenedCassette, values: ReplayValues, world: World): Promise<Upstream | null> {
  let upstream: Upstream;
  try {
    upstream = relayUpstream(values, world);
  } catch (error) {
    if (!(error instanceof TapedeckError) || error.code !== 'TD_UPSTREAM_UNREACHABLE') throw error;
    world.stderr(`tapedeck: ${error.message}; what the cassette does not have is a miss\n`);
    return null;
  }
  const answer = await askVersion(upstream.endpoint);
  if (answer.kind === 'unreachable') {
    world.stderr(`tapedeck: ${answer.error.message} (${upstream.source}); what the cassette does not have is a miss\n`);
    return null;
  }
  const before = cassette.info.engine;
  if (answer.kind === 'engine' && before !== null && (before.name !== answer.info.name || before.version !== answer.info.version)) {
    const [was, is] = [before, answer.info].map(({ name, version }) => `${name} ${version}`);
    world.stderr(`tapedeck: ${cassette.info.name} was recorded on ${was}, new interactions come from ${is}\n`);
  }
  return upstream;
}

async function playCassettes(
  cassettes: readonly OpenedCassette[],
  choices: Choices,
  live: LiveEngine | null,
  values: ReplayValues,
  world: World,
): Promise<number> {
  const progress = progressOn(world);
  const player = new Player({
    ...choices,
    cassettes,
    clock: CLOCK,
    behindHead: BEHIND_HEAD,
    onBinding: (bound) => {
      if (values.explain) progress.world.stderr(`${visibleText(bindingText(bound))}\n`);
    },
    grpc: GRPC_ENDS,
    ...(live === null ? {} : { passOn: live.passOn }),
    onMiss: (miss) => progress.world.stderr(`${visibleText(miss.message)}\n`),
  });
  const listening = chooseListening(values, world);
  let connections = 0;
  let control: Control | null = null;
  try {
    if (values.control !== undefined) {
      control = await startControl(values.control, player);
      progress.world.stderr(controlText(control));
    }
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
    const summary = player.summary();
    const requireAll = values['require-all'];
    const finish = async (code: number) => {
      await reportPlayback({ ...summary, requireAll, exitCode: code }, values, world);
      return code;
    };
    if (!started) return finish(exitCode);
    // Its report is written all the same: who reads that is not to find an older one.
    if (values.COMMAND !== null && connections === 0) return finish(neverConnected(exitCode, values, world));
    const failed = summary.misses.length > 0 || (requireAll && summary.unused.length > 0);
    return finish(exitCode === EXIT.fine && failed ? EXIT.found : exitCode);
  } finally {
    await control?.close();
    listening.remove();
  }
}
