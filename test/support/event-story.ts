import type { ExchangeEvent } from '../../src/cassette/exchange.ts';

/** Events as lines that a test can compare at a glance: `#0 response 200 chunked`. Connection and time are left out. */
export function tellStory(events: readonly ExchangeEvent[]): string[] {
  return events.map((event) => `#${event.exchange} ${event.kind}${details(event)}`);
}

function details(event: ExchangeEvent): string {
  switch (event.kind) {
    case 'request':
      return ` ${event.head.method} ${event.head.target}`;
    case 'interim':
      return ` ${event.head.status}`;
    case 'response':
      return ` ${event.head.status} ${event.framing}`;
    case 'request-data':
    case 'response-data':
      return ` ${quote(event.data)}${event.last ? '' : ' …'}${event.line === null ? '' : ` line ${JSON.stringify(event.line)}`}`;
    case 'request-end':
    case 'response-end': {
      const trailers = event.trailers.map(([name, value]) => ` ${name}=${value}`).join('');
      return `${trailers}${event.line === null ? '' : ` line ${JSON.stringify(event.line)}`}`;
    }
    case 'stream-data':
      return ` ${event.from} ${quote(event.data)}`;
    case 'half-close':
      return ` ${event.from}`;
    case 'fault':
      return ` ${event.reason}`;
    case 'end':
      return ` ${event.how}${event.failure === null ? '' : ` ${event.failure}`}${event.partial === null ? '' : ` ${quote(event.partial)}`}`;
    default:
      event satisfies never;
      throw new TypeError('unknown kind of event');
  }
}

function quote(data: Buffer): string {
  return JSON.stringify(data.toString('latin1'));
}
