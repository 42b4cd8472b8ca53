/** A COMMAND that ran and never came to us. */
import { EXIT } from './exit-codes.ts';
import type { ListenValues } from './listening.ts';
import type { World } from './world.ts';

/** Says why that may be; gives the exit code: the COMMAND's own where that says more than ours. */
export function neverConnected(exitCode: number, values: ListenValues, world: World): number {
  const [program = ''] = values.COMMAND ?? [];
  world.stderr(
    `tapedeck: ${program} never connected to tapedeck\n` +
      '  It got DOCKER_HOST. Either it needed no engine, or it was sent elsewhere: by -H, --host, --context or a config file of its own.\n',
  );
  return exitCode === EXIT.fine ? EXIT.environment : exitCode;
}
