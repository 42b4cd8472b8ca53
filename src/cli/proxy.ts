/** `tapedeck proxy`: a relay between clients and an engine that checks what they say, and refuses requests where it is told to. */
import type { EngineInfo } from '../cassette/types.ts';
import type { Finding } from '../docker/finding.ts';
import { startRelay } from '../proxy/relay.ts';
import { LiveFindings } from '../report/live-findings.ts';
import { count } from '../report/quantities.ts';
import { Contract } from '../validate/contract.ts';
import { LiveValidation } from '../validate/live/live-validation.ts';
import { serveClients, type Visit } from './clients.ts';
import { EXIT } from './exit-codes.ts';
import { type FindingSink, findingSink } from './finding-sink.ts';
import type { Listening, ListenValues } from './listening.ts';
import { chooseListening } from './listening.ts';
import { neverConnected } from './never-connected.ts';
import { readApi } from './options.ts';
import { progressOn } from './progress.ts';
import { firstAnswer, relayUpstream, sayOnce } from './relay-engine.ts';
import type { ResultOptions } from './result.ts';
import type { ApiValues } from './schemas.ts';
import { schemasFor } from './schemas.ts';
import type { Upstream } from './upstream.ts';
import type { World } from './world.ts';
import { wantsColour } from './world.ts';

export interface ProxyValues extends ListenValues, ResultOptions, ApiValues {
  readonly upstream?: string | undefined;
  readonly api: string;
  readonly enforce: boolean;
  readonly strict: boolean;
}

export async function proxy(values: ProxyValues, world: World): Promise<number> {
  const api = readApi(values.api);
  const contract = new Contract(schemasFor(values, world));
  if (api !== 'recorded') contract.description(api);
  const upstream = relayUpstream(values, world);
  const engine = await firstAnswer(upstream, values, world, 'requests that name no version count as the newest');
  const listening = chooseListening(values, world);
  try {
    const sink = findingSink(values, world);
    try {
      return await relayClients({ api, contract, upstream, engine, listening, sink }, values, world);
    } finally {
      sink.close();
    }
  } finally {
    listening.remove();
  }
}

interface Parts {
  readonly api: ReturnType<typeof readApi>;
  readonly contract: Contract;
  readonly upstream: Upstream;
  readonly engine: EngineInfo | null;
  readonly listening: Listening;
  readonly sink: FindingSink;
}

async function relayClients(
  { api, contract, upstream, engine, listening, sink }: Parts,
  values: ProxyValues,
  outside: World,
): Promise<number> {
  const progress = progressOn(outside);
  const { world } = progress;
  const findings = new LiveFindings({ colour: values.output === undefined && wantsColour(outside, 'stderr') });
  const seen = { connections: 0, passed: 0, refused: 0 };
  const sayFault = sayOnce(world);
  const live = new LiveValidation({
    contract,
    api,
    engine: engine?.apiVersion ?? null,
    defer: setImmediate,
    onFinding: (finding, request) => {
      const line = findings.add(finding, request);
      if (values.format === 'json') sink.write(`${JSON.stringify(finding)}\n`);
      else if (line !== null) sink.write(line);
    },
    onFault: (error) => sayFault(error instanceof Error ? error : new Error(String(error))),
    onRefusal: () => {
      seen.refused += 1;
    },
    refuses: refusing(values.strict),
  });
  const relay = await startRelay({
    listen: listening.endpoint,
    socketMode: listening.socketMode,
    upstream: upstream.endpoint,
    now: () => performance.now(),
    observer: {
      event: (event) => {
        if (event.kind === 'request') seen.passed += 1;
        live.event(event);
      },
    },
    ...(values.enforce ? { guard: live } : {}),
    onConnection: () => {
      seen.connections += 1;
    },
    onError: sayFault,
  });
  const status = () => `${count(seen.passed, 'request')}, ${relay.connections} connected, ${count(findings.counts.error, 'error')}`;
  const visible = sink.takesStdout ? { ...progress, world: { ...world, stdout: world.stderr } } : progress;
  let visit: Visit;
  try {
    visit = await serveClients(relay, values, visible, status);
  } finally {
    await relay.close();
    await live.finish();
  }
  if (!visit.started) return visit.exitCode;
  if (values.COMMAND !== null && seen.connections === 0) return neverConnected(visit.exitCode, values, world);
  if (values.format === 'text') for (const line of findings.repeated()) sink.write(line);
  world.stderr(`${findings.summary(seen)}\n`);
  const { error, warning, note } = findings.counts;
  const failed = error > 0 || (values.strict && warning + note > 0);
  return visit.exitCode === EXIT.fine && failed ? EXIT.found : visit.exitCode;
}

/** A request is refused for what its client broke: errors, with --strict warnings too. Notes are nobody's fault. */
function refusing(strict: boolean): (finding: Finding) => boolean {
  return ({ party, severity }) => party === 'client' && (severity === 'error' || (strict && severity === 'warning'));
}
