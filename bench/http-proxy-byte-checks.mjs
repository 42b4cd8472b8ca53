/**
 * What a bare http-proxy changes of what clients and engines say: the conversations that the relay must carry unchanged
 * (test/integration/relay), through http-proxy instead.
 *
 *   npm run bench:http-proxy-bytes
 *
 * One line a conversation. `equal`: both sides saw the same bytes and the same ends as without anything between. `close`:
 * the same but for the case of header names, and Connection, Keep-Alive and Date, which a proxy may call its own business.
 */

import { fileURLToPath } from 'node:url';
import { converseThrough } from '../test/integration/relay/conversation.ts';
import { CONVERSATIONS } from '../test/integration/relay/conversations.ts';
import { removeTemporarySockets } from '../test/support/temporary-socket.ts';
import { freePort, start } from './processes.mjs';

const FORWARDER = fileURLToPath(new URL('./http-proxy-forwarder.mjs', import.meta.url));
/** What takes longer hangs: all of them take milliseconds direct. */
const LIMIT = 2000;

const address = (endpoint) => (endpoint.kind === 'unix' ? endpoint.path : endpoint.port);

removeTemporarySockets();
const counts = { equal: 0, close: 0, different: 0 };
for (const conversation of CONVERSATIONS) {
  const { verdict, why } = await check(conversation);
  counts[verdict]++;
  console.log(`${verdict.padEnd(9)}  ${conversation.name}${why === '' ? '' : `: ${why}`}`);
}
console.log(`of ${CONVERSATIONS.length} conversations ${counts.equal} come through http-proxy unchanged, ${counts.close} nearly so`);
process.exit(0); // a conversation that hung may have left sockets behind

async function check(conversation) {
  const direct = await converseThrough(conversation, null);
  let stop = async () => {};
  const startForwarder = async (listen, upstream) => {
    const endpoint = listen.kind === 'unix' ? listen : { ...listen, port: await freePort() };
    const child = await start(process.execPath, [FORWARDER, `${address(endpoint)}`, `${address(upstream)}`], address(endpoint));
    stop = child.stop;
    return { endpoint, close: child.stop };
  };
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, LIMIT, { verdict: 'different', why: 'it hangs' });
  });
  const talk = converseThrough(conversation, startForwarder).then(
    (through) => compare(direct, through),
    (error) => ({ verdict: 'different', why: `it breaks off: ${error.message.slice(0, 100)}` }),
  );
  const result = await Promise.race([talk, late]);
  clearTimeout(timer);
  await stop();
  return result;
}

function compare(direct, through) {
  const why = difference(direct, through);
  if (why === null) return { verdict: 'equal', why: '' };
  return { verdict: difference(withoutHopByHop(direct), withoutHopByHop(through)) === null ? 'close' : 'different', why };
}

function withoutHopByHop(transcript) {
  const simplify = ({ bytes, fate }) => ({
    fate,
    bytes: bytes.replaceAll(/^(?:connection|keep-alive|date): .*\r\n/gim, '').replaceAll(/^[\w-]+: /gm, (name) => name.toLowerCase()),
  });
  return { clients: transcript.clients.map(simplify), daemon: transcript.daemon.map(simplify) };
}

function difference(direct, through) {
  for (const side of ['daemon', 'clients']) {
    const who = side === 'daemon' ? 'the engine' : 'the client';
    if (direct[side].length !== through[side].length)
      return `${who} sees ${through[side].length} connections instead of ${direct[side].length}`;
    for (const [i, expected] of direct[side].entries()) {
      const { bytes, fate } = through[side][i];
      if (bytes !== expected.bytes) return `${who} gets other bytes, from ${JSON.stringify(firstDifference(expected.bytes, bytes))} on`;
      if (fate !== expected.fate) return `${who} sees ${fate} instead of ${expected.fate}`;
    }
  }
  return null;
}

function firstDifference(expected, bytes) {
  let at = 0;
  while (at < expected.length && expected[at] === bytes[at]) at++;
  return bytes.slice(at, at + 40);
}
