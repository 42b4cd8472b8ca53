import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ApiChange, ApiDiff } from '../../../src/docker/api-change.ts';
import { apiDiffJson } from '../../../src/report/api-diff-json.ts';
import { apiDiffText } from '../../../src/report/api-diff-text.ts';

const schema: object = JSON.parse(readFileSync(new URL('../../../schemas/api-diff-v1.json', import.meta.url), 'utf8'));
const fits = new Ajv2020({ strictTypes: false }).compile(schema);

function aChange(parts: Partial<ApiChange> = {}): ApiChange {
  const path = parts.path ?? '/Old';
  return {
    grade: 'breaking',
    operation: 'ContainerInspect',
    direction: 'response',
    part: 'body',
    status: '200',
    path,
    pointer: `/definitions/Thing/properties${path}`,
    kind: 'removed',
    before: 'string',
    after: null,
    message: `${path.slice(1).replaceAll('/*', '[]').replaceAll('/', '.')} is gone from the answer: clients that read it find nothing.`,
    ...parts,
  };
}

function aDiff(parts: Partial<ApiDiff> = {}): ApiDiff {
  return {
    from: { api: '1.41', derived: false },
    to: { api: '1.52', derived: false },
    changes: [],
    minimum: { engine: '1.52', docker: '29.0', version: '1.44', message: 'Engines of 1.52 (Docker 29.0) refuse what is below 1.44.' },
    used: null,
    ...parts,
  };
}

const text = (diff: ApiDiff, grade: ApiChange['grade'] = 'risky') => apiDiffText(diff, { colour: false, grade }).split('\n').slice(2);

it('says once what a shared definition changes in many operations, with where it stands in each', () => {
  const pointer = '/definitions/Image/properties/VirtualSize';
  const changes = [
    aChange({ operation: 'ImageInspect', path: '/VirtualSize', pointer }),
    aChange({
      operation: 'SystemDataUsage',
      path: '/Images/*/VirtualSize',
      pointer,
      message: 'Images[].VirtualSize is gone from the answer: …',
    }),
  ];
  expect(text(aDiff({ changes }))).toEqual([
    '',
    'breaking   VirtualSize is gone from the answer: clients that read it find nothing.',
    '           ImageInspect · SystemDataUsage Images[]',
    '2 breaking, 0 risky, 0 compatible',
    '',
  ]);
});

it('says in one sentence what happens to many fields of one place', () => {
  const changes = ['/NetworkSettings/IPAddress', '/NetworkSettings/Gateway'].map((path) =>
    aChange({ path, message: `${path.slice(1).replace('/', '.')} is gone from the answer: clients that read it find nothing.` }),
  );
  expect(text(aDiff({ changes })).slice(1, 3)).toEqual([
    'breaking   IPAddress, Gateway are gone from the answer: clients that read them find nothing.',
    '           ContainerInspect NetworkSettings',
  ]);
});

it('shows the grade asked for and the graver ones, and counts all', () => {
  const changes = [aChange({ path: '/A' }), aChange({ path: '/B', grade: 'risky' }), aChange({ path: '/C', grade: 'compatible' })];
  const lines = (grade: ApiChange['grade']) => text(aDiff({ changes }), grade).filter((line) => /^(breaking|risky|compatible) /.test(line));
  expect([lines('breaking').length, lines('risky').length, lines('compatible').length]).toEqual([1, 2, 3]);
  expect(text(aDiff({ changes }), 'breaking').at(-2)).toBe('1 breaking, 1 risky, 1 compatible (2 not shown: --grade compatible shows all)');
});

it('says what is refused, and to which requests the changes matter', () => {
  const message = 'speaks API 1.24; engines of 1.52 (Docker 29.0) refuse what is below 1.44';
  const refusals = [{ cassette: 'old', speaks: '1.24' as const, requests: 2, message }];
  const used = { cassettes: ['old'], refusals, named: ['1.24', '1.44'] as const, unnamed: 1 };
  const all = apiDiffText(aDiff({ used }), { colour: false, grade: 'risky' });
  expect(all.split('\n')).toEqual([
    'API 1.41 → 1.52, as old uses it',
    'Engines of 1.52 (Docker 29.0) refuse what is below 1.44.',
    'Requests that name 1.44 are answered as before: what follows counts once they name 1.52.',
    '1 request without a version: what follows counts as soon as the engine is one of 1.52.',
    '',
    `breaking   old ${message}.`,
    '           in 2 requests',
    'no changes in what is used',
    '',
  ]);
});

it('says of a step back that it is one, and of derived versions that they are', () => {
  const diff = aDiff({ to: { api: '1.20', derived: true } });
  expect(apiDiffText(diff, { colour: false, grade: 'risky' }).split('\n')[0]).toBe('API 1.41 → 1.20 (derived), a step back');
});

it('gives JSON that fits schemas/api-diff-v1.json', () => {
  const used = { cassettes: ['a'], refusals: [], named: [], unnamed: 0 };
  const changes = [aChange(), aChange({ grade: 'compatible', kind: 'added', operation: null, status: null })];
  for (const diff of [aDiff(), aDiff({ changes, used })]) {
    const document = JSON.parse(apiDiffJson(diff, { grade: 'breaking' }));
    expect(fits(document) ? [] : fits.errors).toEqual([]);
  }
  const document = JSON.parse(apiDiffJson(aDiff({ changes }), { grade: 'risky' }));
  expect(document).toMatchObject({ changes: [changes[0]], summary: { breaking: 1, risky: 0, compatible: 1 } });
});
