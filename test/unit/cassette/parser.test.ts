import { expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { SCHEMA_URI, writeInfo, writeInteraction } from '../../../src/cassette/format.ts';
import { TapedeckError } from '../../../src/errors.ts';
import { anyInteraction } from '../../support/any-interaction.ts';
import { cassetteSchema, parseInfo, parseInteraction } from '../../support/cassette-parser.ts';
import { aHijackedOutcome, anInfo, anInteraction, aWholeOutcome } from '../../support/interactions.ts';

function errorOf(run: () => unknown): { code: string; message: string; hint: string | undefined } | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (!(error instanceof TapedeckError)) throw error;
    return { code: error.code, message: error.message, hint: error.hint };
  }
}

/** An interaction's file on its way to being broken. */
interface Draft {
  request: object;
  outcome: { kind?: string; end?: string; chunks: [{ body: object }] };
  times: { chunks: unknown[] };
}

/** The text of an interaction's file after a change to its plain JSON. */
function edited(change: (file: Draft) => void): string {
  const file: Draft = JSON.parse(writeInteraction(anInteraction({ outcome: aHijackedOutcome({ chunks: ['a', 'client-fin'] }) })));
  change(file);
  return JSON.stringify(file);
}

it('reads every interaction that can be written, and writing it again changes no byte', () => {
  fc.assert(
    fc.property(anyInteraction, (interaction) => {
      const text = writeInteraction(interaction);
      const read = parseInteraction(text, 'x.json');
      expect(read).toEqual(interaction);
      expect(writeInteraction(read)).toBe(text);
    }),
  );
});

it('ships a schema that is valid itself, and that an editor applies to either kind of file', () => {
  const fits = new Ajv2020({ strictTypes: false }).compile(cassetteSchema);
  expect(fits(JSON.parse(writeInfo(anInfo())))).toBe(true);
  expect(fits(JSON.parse(writeInteraction(anInteraction())))).toBe(true);
  expect(fits({ format: 1 })).toBe(false);
  expect(cassetteSchema).toMatchObject({ $id: SCHEMA_URI });
});

it('reads a body again however deep it is nested', () => {
  for (const depth of [490, 496, 500, 512, 600]) {
    const bytes = Buffer.from('['.repeat(depth) + ']'.repeat(depth));
    const interaction = anInteraction({ outcome: aHijackedOutcome({ chunks: [bytes] }) });
    expect(parseInteraction(writeInteraction(interaction), 'x.json')).toEqual(interaction);
  }
});

it('reads cassette.json', () => {
  for (const info of [
    anInfo(),
    anInfo({ engine: null, apiVersion: null, redactions: [{ interaction: 1, pointer: '/request/headers/3', rule: 'x' }] }),
  ]) {
    expect(parseInfo(writeInfo(info), 'cassette.json')).toEqual(info);
    expect(writeInfo(parseInfo(writeInfo(info), 'cassette.json'))).toBe(writeInfo(info));
  }
});

it('says at which line a file is not JSON', () => {
  expect(errorOf(() => parseInteraction('{\n  "id": 0,\n  oops\n}', 'web/000000-Info.json'))).toEqual({
    code: 'TD_CASSETTE_FORMAT',
    message: 'web/000000-Info.json is not JSON: Unexpected "o" at line 3, column 3',
    hint: 'Mend web/000000-Info.json:3, or record the cassette anew.',
  });
});

it.each<[string, (file: Draft) => void, string]>([
  ['an unknown property', (file) => Object.assign(file.request, { colour: 1 }), '/request has an unknown property "colour"'],
  ['a missing one', (file) => delete file.outcome.end, '/outcome lacks the property "end"'],
  ['a wrong type', (file) => Object.assign(file, { id: '0' }), '/id must be integer'],
  ['a kind that is none', (file) => Object.assign(file.outcome, { kind: 'half' }), '/outcome/kind must be one of "whole", "streamed"'],
  ['no kind at all', (file) => delete file.outcome.kind, '/outcome lacks the property "kind"'],
  [
    'a fault in a body',
    (file) => Object.assign(file.outcome.chunks[0].body, { end: '' }),
    '/outcome/chunks/0/body has an unknown property "end"',
  ],
  ['a chunk without its time', (file) => file.times.chunks.pop(), '/times/chunks has 1 entries, but /outcome/chunks has 2'],
  ['times in a row for a chunk that is one piece', (file) => file.times.chunks.splice(0, 1, [1]), '/times/chunks/0 must be a number'],
  [
    'base64 that is none',
    (file) => Object.assign(file.request, { body: { encoding: 'base64', data: '%' } }),
    '/request/body/data must match pattern',
  ],
])('points at %s', (_, change, message) => {
  const error = errorOf(() => parseInteraction(edited(change), 'x.json'));
  expect(error?.code).toBe('TD_CASSETTE_FORMAT');
  expect(error?.message).toContain(`x.json is not a valid cassette file: ${message}`);
});

it('takes numbers as people write them, but keeps those of a recorded document', () => {
  const document = Buffer.from('{"n":1.0}\n');
  const interaction = anInteraction({ outcome: aWholeOutcome({ body: document }) });
  const text = writeInteraction(interaction)
    .replace('"id": 0', '"id": 0.0')
    .replace('"request": 0, "requestEnd": 1', '"request": 0e0, "requestEnd": 1.00');
  expect(text).not.toBe(writeInteraction(interaction));
  expect(parseInteraction(text, 'x.json')).toEqual(interaction);
});

it('reads what an editor has saved with a byte order mark and CRLF', () => {
  const interaction = anInteraction();
  expect(parseInteraction(`\ufeff${writeInteraction(interaction).replaceAll('\n', '\r\n')}`, 'x.json')).toEqual(interaction);
});

it('refuses sizes that do not fit the file they cut', () => {
  const run = {
    seq: 3,
    from: 'engine',
    body: { encoding: 'file', sha256: '0'.repeat(64), extension: '.bin', offset: 0, bytes: 9 },
    sizes: [[4, 2]],
  };
  const change = (file: Draft) => {
    file.outcome.chunks = [run];
    file.times.chunks.pop();
    file.times.chunks[0] = [[7, 2]];
  };
  expect(errorOf(() => parseInteraction(edited(change), 'x.json'))?.message).toContain(
    '/outcome/chunks/0/sizes come to 8 bytes, but the body has 9',
  );
});

it('refuses a newer format and says what to do', () => {
  const newer = {
    code: 'TD_CASSETTE_NEWER',
    message: 'x.json has cassette format 2; this program knows formats up to 1',
    hint: 'Update docker-tapedeck to read it.',
  };
  expect(errorOf(() => parseInfo(writeInfo(anInfo()).replace('"format": 1', '"format": 2'), 'x.json'))).toEqual(newer);
  expect(errorOf(() => parseInteraction(writeInteraction(anInteraction()).replace('cassette-v1', 'cassette-v2'), 'x.json'))).toEqual(newer);
});

it.each(['', 'null', '[]', '0', '"x"', '{}'])('refuses %j', (text) => {
  expect(errorOf(() => parseInteraction(text, 'x.json'))?.code).toBe('TD_CASSETTE_FORMAT');
  expect(errorOf(() => parseInfo(text, 'x.json'))?.code).toBe('TD_CASSETTE_FORMAT');
});
