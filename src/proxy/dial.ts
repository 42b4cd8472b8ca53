/** The connection to the engine, for the relay and for what is passed on alike. */
import { createConnection, type Socket } from 'node:net';
import { type Endpoint, formatEndpoint } from '../docker/endpoint.ts';
import { TapedeckError } from '../errors.ts';
import { HIGH_WATER_MARK } from './listen.ts';

/** Half-open: FIN is an event, not an end. */
export function dial(upstream: Endpoint): Socket {
  const options = { allowHalfOpen: true, highWaterMark: HIGH_WATER_MARK };
  return upstream.kind === 'unix'
    ? createConnection({ ...options, path: upstream.path })
    : createConnection({ ...options, host: upstream.host, port: upstream.port, noDelay: true, keepAlive: true });
}

/** @param cause what the connect failed with; null: it was closed at once */
export function noEngine(upstream: Endpoint, cause: Error | null): TapedeckError {
  return new TapedeckError('TD_UPSTREAM_UNREACHABLE', `no engine answers at ${formatEndpoint(upstream)}: ${cause?.message ?? 'closed'}`, {
    hint: 'Start the engine, or name another with --upstream or DOCKER_HOST.',
    cause,
  });
}
