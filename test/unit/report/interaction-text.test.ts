import { expect, it } from '@jest/globals';
import type { Interaction } from '../../../src/cassette/types.ts';
import { NO_COLOURS } from '../../../src/report/colours.ts';
import { interactionText } from '../../../src/report/interaction-text.ts';
import {
  aHijackedOutcome,
  anInteraction,
  aResponseHead,
  aStreamedOutcome,
  aWholeOutcome,
  CLIENT_FIN,
  someFiles,
} from '../../support/interactions.ts';

const show = (interaction: Interaction) => interactionText(interaction, [], someFiles(), NO_COLOURS);

it('shows heads and bodies of a plain interaction', () => {
  const interaction = anInteraction({
    id: 1,
    method: 'POST',
    target: '/v1.41/containers/create',
    json: { Image: 'busybox' },
    outcome: aWholeOutcome({ status: 201, json: { Id: 'abc', Warnings: [] } }),
  });
  expect(show(interaction)).toBe(
    `#1 ContainerCreate  connection 0, sequence 10–13
asked at 0.010s, answer after 0.001s, ended after 0.003s

POST /v1.41/containers/create HTTP/1.1
Host: docker
User-Agent: Docker-Client/20.10.24 (linux)
Content-Length: 19
Content-Type: application/json

[JSON, 19 B]
{
  "Image": "busybox"
}

HTTP/1.1 201 Created
Content-Type: application/json
Content-Length: 27

[JSON, 27 B]
{
  "Id": "abc",
  "Warnings": []
}

ended: finished at 0.013s
`,
  );
});

it('shows every piece of a hijacked stream with side, channel and size', () => {
  const outcome = aHijackedOutcome({
    chunks: [
      { channel: 'stdout', bytes: 'hi\n' },
      { channel: 'stderr', bytes: 'oops\u001b[0m\n' },
      { from: 'client', bytes: 'x' },
      CLIENT_FIN,
    ],
  });
  expect(show(anInteraction({ method: 'POST', target: '/v1.41/containers/a/attach', outcome }))).toContain(
    `
  0.002s  engine stdout  3 B  hi\\n
  0.002s  engine stderr  9 B  oops\\x1b[0m\\n
  0.002s  client  1 B  x
  0.002s  client  closed its side
`,
  );
});

it('shows binary bytes as a dump, and large bodies by size and file', () => {
  const sha256 = 'ab'.repeat(32);
  const file = { encoding: 'file', sha256, extension: '.tar', offset: 512, bytes: 70_000 } as const;
  const interaction = anInteraction({
    method: 'PUT',
    target: '/v1.41/containers/a/archive',
    body: file,
    outcome: aWholeOutcome({ body: Buffer.from([0, 1, 2]) }),
  });
  const text = show(interaction);
  expect(text).toContain(`[70 kB in bodies/${sha256}.tar from byte 512]\n`);
  expect(text).toContain('[binary, 3 B]\n00000000  00 01 02 ');
});

it('says what of an edited interaction is sent otherwise than it is written', () => {
  const outcome = aWholeOutcome({ headers: [['Content-Length', '99']], body: 'hello' });
  expect(show(anInteraction({ outcome }))).toContain('edited: answer: Content-Length 99 is sent as 5, the length of the body\n');
});

it('says why there was no answer, and how a stream ended', () => {
  const failed = anInteraction({
    outcome: { kind: 'failed', interim: [], reason: 'upstream-unreachable', detail: 'ENOENT', partial: { encoding: 'text', data: '' } },
  });
  expect(show(failed)).toContain('no answer: upstream unreachable (ENOENT)\n');
  const cut = anInteraction({ target: '/v1.41/events', outcome: aStreamedOutcome({ chunks: [], end: 'cut-off' }) });
  expect(show(cut)).toMatch(/\[no piece came\]\nended: cut off at/);
});

it('shows interim heads, trailers and redactions', () => {
  const base = aStreamedOutcome({ chunks: ['a'] });
  if (base.kind !== 'streamed') throw new Error('streamed');
  const outcome = {
    ...base,
    interim: [{ seq: 1, head: aResponseHead({ status: 100, reason: 'Continue' }) }],
    chunked: { sizes: [], trailers: [['Digest', 'x']] as const },
  };
  const text = interactionText(
    anInteraction({ outcome }),
    [{ interaction: 0, pointer: '/request/headers/1', rule: 'authorization' }],
    someFiles(),
    NO_COLOURS,
  );
  expect(text).toContain('0.001s HTTP/1.1 100 Continue');
  expect(text).toContain('trailers:\nDigest: x\n');
  expect(text).toContain('redacted: /request/headers/1 (authorization)\n');
});
