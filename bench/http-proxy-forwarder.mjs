/**
 * http-proxy with nothing but a keep-alive pool: `node http-proxy-forwarder.mjs PORT UPSTREAM [SOCKET]`, on the loopback.
 * UPSTREAM is a port, or the path of a unix socket; so may PORT be.
 */
import { Agent } from 'node:http';
import httpProxy from 'http-proxy';

const [listen, upstream] = process.argv.slice(2);
const target = /^\d+$/.test(upstream) ? { host: '127.0.0.1', port: Number(upstream) } : { socketPath: upstream };
const proxy = httpProxy.createProxyServer({ target, agent: new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY }) });
proxy.on('error', (_error, _request, response) => response.destroy());
if (/^\d+$/.test(listen)) proxy.listen(Number(listen), '127.0.0.1');
else proxy.listen(listen);
