/**
 * Attaches to a container by websocket: sends its stdin in pieces of so many bytes, prints what comes, and closes when as many
 * bytes have come as it sent. `websocket-client.mjs CONTAINER PIECE`
 */
import { randomBytes } from 'node:crypto';
import { createConnection } from 'node:net';
import { buffer } from 'node:stream/consumers';

const [, , container, piece] = process.argv;
const stdin = await buffer(process.stdin);
const socket = createConnection(new URL(process.env.DOCKER_HOST).pathname);

const key = randomBytes(16).toString('base64');
socket.write(
  `GET /v1.41/containers/${container}/attach/ws?stream=1&stdin=1&stdout=1&stderr=1 HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\n` +
    `Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\nOrigin: http://docker\r\n\r\n`,
);

let received = Buffer.alloc(0);
let isOpen = false;
let echoed = 0;

socket.on('data', (bytes) => {
  received = Buffer.concat([received, bytes]);
  if (!isOpen) open();
  for (let frame = takeFrame(); isOpen && frame !== null; frame = takeFrame()) take(frame);
});
socket.on('close', () => process.exit(echoed === stdin.length ? 0 : 1));

function open() {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return;
  const head = received.toString('latin1', 0, end);
  received = received.subarray(end + 4);
  isOpen = head.startsWith('HTTP/1.1 101');
  if (!isOpen) {
    process.stderr.write(`${head}\n${received}\n`);
    process.exit(2);
  }
  const at = Number(piece);
  for (let from = 0; from < stdin.length; from += at) send(2, stdin.subarray(from, from + at));
}

function takeFrame() {
  if (received.length < 2) return null;
  const short = received[1] & 0x7f;
  const head = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (received.length < head) return null;
  const length = short === 126 ? received.readUInt16BE(2) : short === 127 ? Number(received.readBigUInt64BE(2)) : short;
  if (received.length < head + length) return null;
  const frame = { opcode: received[0] & 0x0f, payload: received.subarray(head, head + length) };
  received = received.subarray(head + length);
  return frame;
}

function take({ opcode, payload }) {
  if (opcode === 8) {
    socket.end();
    return;
  }
  process.stdout.write(payload);
  echoed += payload.length;
  if (echoed === stdin.length) send(8, Buffer.from([3, 232]));
}

function send(opcode, payload) {
  const mask = randomBytes(4);
  const length = payload.length < 126 ? [0x80 | payload.length] : [0x80 | 126, payload.length >> 8, payload.length & 0xff];
  socket.write(Buffer.concat([Buffer.from([0x80 | opcode, ...length]), mask, payload.map((byte, index) => byte ^ mask[index & 3])]));
}
