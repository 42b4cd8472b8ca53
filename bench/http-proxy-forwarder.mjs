/**
 * http-proxy as it comes: `node http-proxy-forwarder.mjs LISTEN UPSTREAM [pool]`, each a port of the loopback or the path
 * of a unix socket. With `pool` it keeps its connections to the upstream alive, which makes it faster.
 */
import { Agent } from 'node:http';
import httpProxy from 'http-proxy';

const [listen, upstream, pool] = process.argv.slice(2);
const target = /^\d+$/.test(upstream) ? { host: '127.0.0.1', port: Number(upstream) } : { socketPath: upstream };
const proxy = httpProxy.createProxyServer({
  target,
  ws: true,
  agent: pool === 'pool' ? new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY }) : false,
});
proxy.on('error', (_error, _request, peer) => peer.destroy()); // the response, or the socket of an upgrade
if (/^\d+$/.test(listen)) proxy.listen(Number(listen), '127.0.0.1');
else proxy.listen(listen);
