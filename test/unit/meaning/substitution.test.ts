import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Json } from '../../../src/cassette/json.ts';
import { type Replacement, Substitution } from '../../../src/meaning/substitution.ts';

const UUID = '0f0e0d0c-1111-4222-8333-444455556666';
const OTHER_UUID = 'aaaaaaaa-1111-4222-8333-bbbbbbbbbbbb';
const a = (type: Replacement['type'], from: string, to: string, key = 'k'): Replacement => ({ type, from, to, key });

const all: readonly Replacement[] = [
  a('name', 'td-91bc', 'td-7f3a', 'name'),
  a('name', '4711', '4712', 'name'),
  a('uuid', UUID, OTHER_UUID),
  a('id', '4bc019e74b7046e0bd36042ad48f90ad', '864ec9d1479c48588e0c6a3f22a1f1f6'),
  a('path', '/tmp/tmp.nYkkLOQpUc', '/tmp/tmp.VmtFQQYK52'),
  a('directory', '/home/me/app', '/srv/shop'),
  a('project', 'app', 'shop', 'com.docker.compose.project'),
  a('name', 'app-web-1', 'shop-web-1', 'name'),
  a('name', 'app_default', 'shop_default', 'name'),
  a('time', '1795493030', '1795493032', 'run'),
];
const substitution = (list: readonly Replacement[]) => {
  const made = new Substitution();
  for (const one of list) made.add(one);
  return made;
};
const both = substitution(all);
const back = substitution(all.map((one) => ({ ...one, from: one.to, to: one.from })));

it.each([
  ['/td-91bc', '/td-7f3a'],
  ['No such container: td-91bc', 'No such container: td-7f3a'],
  ['td-91bc:/data', 'td-7f3a:/data'],
  ['td-91bcd', 'td-91bcd'],
  ['td-91bc.local:80, td-91bc. And x.td-91bc.y', 'td-7f3a.local:80, td-7f3a. And x.td-7f3a.y'],
  ['x-td-91bc', 'x-td-91bc'],
  ['td-91bc-db', 'td-91bc-db'],
  [`testcontainers-ryuk-${UUID}`, `testcontainers-ryuk-${OTHER_UUID}`],
  [`a${UUID}`, `a${UUID}`],
  ['/tmp/tmp.nYkkLOQpUc/x:/x', '/tmp/tmp.VmtFQQYK52/x:/x'],
  ['/tmp/tmp.nYkkLOQpUcd', '/tmp/tmp.nYkkLOQpUcd'],
  ['/home/me/app/compose.yaml,/home/me/app2', '/srv/shop/compose.yaml,/home/me/app2'],
  ['/mnt/home/me/app', '/mnt/home/me/app'],
  ['network app_default not found', 'network shop_default not found'],
  ['application/json', 'application/json'],
  ['the app of app-web-12', 'the app of app-web-12'],
])('makes of the string %s %s', (from, to) => {
  expect(both.string(from, 'x')).toBe(to);
});

it('replaces words only in their own field', () => {
  const said = both.json({
    Names: ['/app-web-1', '/4711'],
    Name: '4711',
    Port: '4711',
    app: 'app',
    Labels: { 'com.docker.compose.project': 'app', app: 'app', run: '1795493030', other: '1795493030' },
    Env: ['run=1795493030', 'APP=app', 'other=1795493030'],
  });
  expect(said).toEqual({
    Names: ['/shop-web-1', '/4712'],
    Name: '4712',
    Port: '4711',
    app: 'app',
    Labels: { 'com.docker.compose.project': 'shop', app: 'app', run: '1795493032', other: '1795493030' },
    Env: ['run=1795493032', 'APP=app', 'other=1795493030'],
  });
});

it('leaves keys alone, save names of networks', () => {
  expect(both.json({ 'td-91bc': 1, Networks: { app_default: { app_default: 1 } } })).toEqual({
    'td-91bc': 1,
    Networks: { shop_default: { app_default: 1 } },
  });
});

it('asks its parent for what it does not know', () => {
  const child = new Substitution(both);
  child.add(a('name', 'td-91bc', 'td-0000', 'name'));
  child.add(a('path', '/tmp/tmp.AAAAAAAAA1', '/tmp/tmp.BBBBBBBBB2'));
  expect(child.string(`td-91bc ${UUID} /tmp/tmp.nYkkLOQpUc /tmp/tmp.AAAAAAAAA1`, 'x')).toBe(
    `td-0000 ${OTHER_UUID} /tmp/tmp.VmtFQQYK52 /tmp/tmp.BBBBBBBBB2`,
  );
  expect(child.string('1795493030', 'run')).toBe('1795493032');
});

it('changes no key but names of networks, no number, no order and no length of a list', () => {
  const shape = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shape);
    if (typeof value !== 'object' || value === null) return typeof value === 'string' ? 'text' : value;
    return Object.entries(value).map(([key, member]) => [key, shape(member)]);
  };
  const { json } = fc.letrec<{ json: Json }>((tie) => ({
    json: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom<Json>(...all.map(({ from }) => from), null, true, 7),
      fc.array(tie('json'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('name', 'run', 'Labels', 'app', 'id', ...all.map(({ from }) => from)), tie('json'), { maxKeys: 4 }),
    ),
  }));
  fc.assert(fc.property(json, (document) => expect(shape(both.json(document))).toEqual(shape(document))));
});

it('gives the very same document where nothing changes', () => {
  const document: Json = { a: ['app', { b: 1 }], Networks: { bridge: {} } };
  expect(both.json(document)).toBe(document);
  expect(new Substitution().isEmpty).toBe(true);
});

it('finds in free text only what cannot stand there by chance', () => {
  const found = (text: string) => both.findInText(text)[0]?.to ?? null;
  expect(found(`id ${UUID}.`)).toBe(OTHER_UUID);
  expect(found('td-91bc')).toBe('td-7f3a');
  for (const text of ['app', 'app-web-1', 'app_default', '4711', '1795493030', '/home/me/app']) expect(found(text)).toBeNull();
});

it.each([
  ['app-31452-db', 'app-8668-db'],
  ['http://app-31452-db:80/ app-31452_x my-app-31452', 'http://app-8668-db:80/ app-8668_x my-app-8668'],
  ['app-31452-7-app-31452', 'app-8-9-app-8668'],
  ['app-314520 xapp-31452 app-31452x', 'app-314520 xapp-31452 app-31452x'],
])('makes of stems in %s %s, the longest first', (from, to) => {
  const stems = substitution([a('stem', 'app-31452', 'app-8668'), a('stem', 'app-31452-7', 'app-8-9'), a('stem', 'app-31452', 'app-1')]);
  expect(stems.string(from, 'x')).toBe(to);
});

it('takes a substitution back', () => {
  const values = all.map(({ from }) => from);
  const text = fc.array(fc.oneof(fc.constantFrom(...values, ' ', ':', '"', 'app', '.'), fc.string({ maxLength: 4 })), { maxLength: 8 });
  const key = fc.constantFrom('name', 'run', 'com.docker.compose.project', 'Labels', 'Networks', 'x');
  const { json } = fc.letrec<{ json: Json }>((tie) => ({
    json: fc.oneof(
      { depthSize: 'small' },
      text.map((parts) => parts.join('')),
      fc.constantFrom(...values),
      fc.array(tie('json'), { maxLength: 3 }),
      fc.dictionary(fc.oneof(key, fc.constantFrom(...values)), tie('json'), { maxKeys: 3 }),
    ),
  }));
  // What already holds a live value could not be told from one that was put there.
  const clean = json.filter((document) => !all.some(({ to }) => JSON.stringify(document).includes(to)));
  fc.assert(fc.property(clean, (document) => expect(back.json(both.json(document))).toEqual(document)));
});
