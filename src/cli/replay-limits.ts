/**
 * What a recording shows that no replay can give back, seen while it is made: ports that a container published will
 * have nobody listening on them, and files it wrote through a bind mount will not be there. Whoever records is told.
 */
import type { ExchangeEvent } from '../cassette/exchange.ts';
import { findOperation } from '../docker/operations.ts';

/** A create body is a few kilobytes; one that is larger is not looked at. */
const LARGEST_BODY = 1024 * 1024;

export class ReplayLimits {
  readonly #sentences = new Set<string>();
  readonly #bodies = new Map<number, Buffer[] | null>();

  event(event: ExchangeEvent): void {
    switch (event.kind) {
      case 'request': {
        const operation = findOperation(event.head.method, event.head.target)?.operation.id;
        if (operation === 'ContainerCreate') this.#bodies.set(event.exchange, []);
        return;
      }
      case 'request-data': {
        const pieces = this.#bodies.get(event.exchange);
        if (!pieces) return;
        pieces.push(Buffer.from(event.data));
        if (pieces.reduce((sum, piece) => sum + piece.length, 0) > LARGEST_BODY) this.#bodies.delete(event.exchange);
        return;
      }
      case 'request-end': {
        const pieces = this.#bodies.get(event.exchange);
        this.#bodies.delete(event.exchange);
        if (pieces) for (const sentence of limitsOfCreate(Buffer.concat(pieces).toString('utf8'))) this.#sentences.add(sentence);
        return;
      }
      case 'end':
        this.#bodies.delete(event.exchange);
    }
  }

  /** One sentence each, in the order in which they came up. */
  sentences(): readonly string[] {
    return [...this.#sentences];
  }
}

interface CreateBody {
  readonly HostConfig?: {
    readonly PortBindings?: Readonly<Record<string, unknown>> | null;
    readonly PublishAllPorts?: boolean;
    readonly Binds?: readonly string[] | null;
    readonly Mounts?: readonly { readonly Type?: string; readonly Source?: string; readonly ReadOnly?: boolean }[] | null;
  } | null;
}

/** @param text the body of `POST /containers/create` */
export function limitsOfCreate(text: string): readonly string[] {
  let host: CreateBody['HostConfig'];
  try {
    host = (JSON.parse(text) as CreateBody | null)?.HostConfig;
  } catch {
    return [];
  }
  const ports = Object.keys(host?.PortBindings ?? {});
  const published = ports.length > 0 ? ports.join(', ') : host?.PublishAllPorts === true ? 'all it exposes' : null;
  return [
    ...(published === null ? [] : [`A container publishes ports (${published}): in a replay nobody listens on them.`]),
    ...writableBinds(host).map((path) => `A container mounts ${path} of this machine: files it writes there are not in the cassette.`),
  ];
}

function writableBinds(host: CreateBody['HostConfig']): readonly string[] {
  // `source:target[:options]`; a source without a slash names a volume, which is the engine's.
  const binds = (host?.Binds ?? [])
    .map((bind) => bind.split(':'))
    .filter(([source = '', , options = '']) => source.startsWith('/') && !options.split(',').includes('ro'))
    .map(([source = '']) => source);
  const mounts = (host?.Mounts ?? [])
    .filter((mount) => mount.Type === 'bind' && mount.ReadOnly !== true)
    .map((mount) => mount.Source ?? '');
  return [...binds, ...mounts];
}
