import { expect, it } from '@jest/globals';
import { INTERACTION_FILE_NAME, interactionFileName, writeInfo, writeInteraction } from '../../../src/cassette/format.ts';
import { aHijackedOutcome, anInfo, anInteraction, aWholeOutcome } from '../../support/interactions.ts';

it('writes an interaction so that people can read it', () => {
  const outcome = aWholeOutcome({ status: 201, json: { Id: 'abc', Warnings: [] } });
  const interaction = anInteraction({
    id: 1,
    method: 'POST',
    target: '/v1.41/containers/create?name=web',
    json: { Image: 'busybox', n: 1 },
    outcome,
  });
  expect(writeInteraction(interaction)).toBe(`{
  "$schema": "https://docker-tapedeck.github.io/schemas/cassette-v1.json",
  "id": 1,
  "operation": "ContainerCreate",
  "connection": 0,
  "request": {
    "method": "POST",
    "target": "/v1.41/containers/create?name=web",
    "headers": [
      ["Host", "docker"],
      ["User-Agent", "Docker-Client/20.10.24 (linux)"],
      ["Content-Length", "25"],
      ["Content-Type", "application/json"]
    ],
    "body": {"encoding": "json", "style": "engine", "end": "", "data": {"Image": "busybox", "n": 1}}
  },
  "outcome": {
    "kind": "whole",
    "head": {
      "status": 201,
      "reason": "Created",
      "headers": [
        ["Content-Type", "application/json"],
        ["Content-Length", "27"]
      ]
    },
    "body": {"encoding": "json", "style": "engine", "end": "\\n", "data": {"Id": "abc", "Warnings": []}},
    "end": "finished"
  },
  "order": {"request": 10, "requestEnd": 11, "response": 12, "end": 13},
  "times": {"request": 10, "requestEnd": 10, "interim": [], "response": 11, "chunks": [], "end": 13}
}
`);
});

it('writes a chunk on a line, and a long document on many', () => {
  const outcome = aHijackedOutcome({
    chunks: [{ channel: 'stderr', bytes: 'oops\n' }, 'client-fin', JSON.stringify({ words: ['x'.repeat(90), '<&>'], n: {} })],
  });
  expect(writeInteraction(anInteraction({ outcome }))).toContain(`    "chunks": [
      {"seq": 3, "from": "engine", "channel": "stderr", "body": {"encoding": "text", "data": "oops\\n"}},
      {"seq": 4, "from": "client", "end": true},
      {
        "seq": 5,
        "from": "engine",
        "body": {
          "encoding": "json",
          "style": "engine",
          "end": "",
          "data": {
            "words": [
              "${'x'.repeat(90)}",
              "<&>"
            ],
            "n": {}
          }
        }
      }
    ],
`);
});

it('writes cassette.json', () => {
  expect(writeInfo(anInfo({ redactions: [{ rule: 'registry-auth', pointer: '/request/headers/3', interaction: 2 }] }))).toBe(`{
  "$schema": "https://docker-tapedeck.github.io/schemas/cassette-v1.json",
  "format": 1,
  "name": "hello",
  "recordedAt": "2026-01-02T03:04:05.678Z",
  "recordedWith": "docker-tapedeck/0.1.0",
  "engine": {"name": "Docker", "version": "20.10.24", "apiVersion": "1.41", "minApiVersion": "1.12", "os": "linux", "arch": "amd64"},
  "apiVersion": "1.41",
  "complete": true,
  "warnings": [],
  "redactions": [
    {"interaction": 2, "pointer": "/request/headers/3", "rule": "registry-auth"}
  ]
}
`);
});

it('writes the same text whatever order the members came in', () => {
  const interaction = anInteraction();
  const shuffled = Object.fromEntries(Object.entries(interaction).reverse()) as unknown as typeof interaction;
  const request = Object.fromEntries(Object.entries(interaction.request).reverse()) as unknown as typeof interaction.request;
  expect(writeInteraction({ ...shuffled, request })).toBe(writeInteraction(interaction));
});

it.each([
  [{ id: 1, operation: 'ContainerCreate', request: { method: 'POST' } }, '000001-ContainerCreate.json'],
  [{ id: 1234567, operation: null, request: { method: 'GET' } }, '1234567-GET.json'],
  [{ id: 7, operation: null, request: { method: '../M-SEARCH' } }, '000007-MSEARCH.json'],
  [{ id: 8, operation: null, request: { method: '' } }, '000008-opaque.json'],
])('names the file of %j', (interaction, name) => {
  expect(interactionFileName(interaction)).toBe(name);
  expect(name).toMatch(INTERACTION_FILE_NAME);
});
