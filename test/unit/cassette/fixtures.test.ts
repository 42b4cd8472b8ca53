/**
 * test/fixtures/ holds a cassette of every format that was ever released. It has every kind of outcome, body and oddity,
 * and is never written anew: what was once recorded must stay readable.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { editedParts } from '../../../src/cassette/edits.ts';
import { INFO_FILE_NAME, INTERACTION_FILE_NAME, interactionFileName, writeInfo, writeInteraction } from '../../../src/cassette/format.ts';
import { wholeAnswer } from '../../../src/cassette/wire.ts';
import { pieceWire, streamEnd, streamEvents } from '../../../src/cassette/wire-stream.ts';
import { parseInfo, parseInteraction } from '../../support/cassette-parser.ts';
import { someFiles } from '../../support/interactions.ts';

const directory = new URL('../../fixtures/cassette-v1/', import.meta.url);
const names = readdirSync(directory).filter((name) => INTERACTION_FILE_NAME.test(name));
const interactions = names.map((name) => parseInteraction(textOf(name), name));
const files = someFiles(
  Object.fromEntries(
    readdirSync(new URL('bodies/', directory)).map((name) => [name.slice(0, 64), readFileSync(new URL(`bodies/${name}`, directory))]),
  ),
);

function textOf(name: string): string {
  return readFileSync(new URL(name, directory), 'utf8');
}

it('reads a cassette of format 1, and writing it again changes no byte', () => {
  expect(writeInfo(parseInfo(textOf(INFO_FILE_NAME), INFO_FILE_NAME))).toBe(textOf(INFO_FILE_NAME));
  expect(interactions.map(writeInteraction)).toEqual(names.map(textOf));
  expect(interactions.map(interactionFileName)).toEqual(names);
  expect(new Set(interactions.map(({ outcome }) => outcome.kind))).toEqual(new Set(['whole', 'streamed', 'hijacked', 'opaque', 'failed']));
});

it('finds nothing edited in it', () => {
  expect(interactions.flatMap(editedParts)).toEqual([]);
});

it('renders it to the bytes that were recorded', () => {
  const wires = interactions.map((interaction) => {
    const { outcome, request } = interaction;
    if (outcome.kind === 'whole') return wholeAnswer(outcome, request.method, files).toString('latin1');
    const pieces = [...streamEvents(interaction)].filter((event) => event.kind === 'piece');
    return (
      pieces.map((piece) => `${piece.from}: ${pieceWire(outcome, piece, files).toString('latin1')}`).join('|') +
      streamEnd(outcome).toString()
    );
  });
  expect(wires[3]).toBe('HTTP/1.1 204 No Content\r\nApi-Version: 1.41\r\n\r\n');
  expect(wires[2]?.split('|').slice(0, 4)).toEqual([
    'client: typed\n',
    'engine: \u0002\0\0\0\0\0\0\u0005oops\n',
    'engine: \u0001\0\0\0\0\0\0\u0002\u00ff\0',
    'engine: \u0001\0\0\0\0\0\0\u0007line 0\n',
  ]);
  expect(wires[2]?.split('|')).toHaveLength(43);
  expect(wires[4]).toBe('engine: b\r\n\u0001\0\0\0\0\0\0\u0003hi\n\r\n|engine: 0010\r\n{"status":"x"}\r\n\r\n');
  expect(wires[5]).toBe(
    'HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\nOdd:x\r\n\r\na\r\n{"LayersSi\r\na\r\nze":1,"Bui\r\n29\r\nldCache":[{" Parents":null,"Size":1.0}]}\n\r\n0\r\n\r\n',
  );
});
