import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RequestHead } from '../../../src/cassette/exchange.ts';
import { isAuthRequest, placeholder, redactAuthBody, redactHead, redactHeaders } from '../../../src/cassette/redaction.ts';
import type { RawHeaders } from '../../../src/cassette/types.ts';

const aHead = (headers: RawHeaders, lines = headers.map(([name, value]) => `${name}: ${value}`)): RequestHead => ({
  method: 'POST',
  target: '/v1.41/images/create?fromImage=x',
  version: 'HTTP/1.1',
  headers,
  raw: Buffer.from(`POST /v1.41/images/create?fromImage=x HTTP/1.1\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`, 'latin1'),
});
const redactText = (body: string): string => redactAuthBody(Buffer.from(body)).value.toString();

it('replaces registry credentials in the parsed headers and in the raw head', () => {
  const { value, places } = redactHead(
    aHead([
      ['Host', 'docker'],
      ['x-registry-AUTH', 'c2VjcmV0'],
      ['Authorization', 'Basic c2VjcmV0'],
    ]),
  );
  expect(value.headers).toEqual([
    ['Host', 'docker'],
    ['x-registry-AUTH', '{redacted:X-Registry-Auth}'],
    ['Authorization', '{redacted:Authorization}'],
  ]);
  expect(value.raw.toString()).toBe(
    'POST /v1.41/images/create?fromImage=x HTTP/1.1\r\nHost: docker\r\nx-registry-AUTH: {redacted:X-Registry-Auth}\r\nAuthorization: {redacted:Authorization}\r\n\r\n',
  );
  expect(places).toEqual([
    { pointer: '/headers/1', rule: 'x-registry-auth-header' },
    { pointer: '/headers/2', rule: 'authorization-header' },
  ]);
});

it.each(['', 'e30=', 'e30K', 'bnVsbA=='])('keeps X-Registry-Auth %j, which says that nobody is logged in', (value) => {
  const head = aHead([['X-Registry-Auth', value]]);
  expect(redactHead(head)).toEqual({ value: head, places: [] });
  expect(redactHead(head).value).toBe(head);
});

it('replaces a value that goes on over several lines, or stands right behind the colon', () => {
  const head = aHead([['X-Registry-Config', 'c2Vj cmV0']], ['X-Registry-Config:c2Vj', '\tcmV0', 'Accept: */*']);
  expect(redactHead(head).value.raw.toString()).toContain('\r\nX-Registry-Config:{redacted:X-Registry-Config}\r\nAccept: */*\r\n');
});

it('leaves header names that only look alike', () => {
  const headers: RawHeaders = [
    ['X-Registry-Autx', 'a'],
    ['X-Meta-Author', 'b'],
    ['Authorizatiom', 'c'],
  ];
  expect(redactHeaders(headers).value).toBe(headers);
});

it('redacts a head once and for all, and leaves no byte of the secret', () => {
  const secret = fc.stringMatching(/^[A-Za-z0-9+/]{12,80}={0,2}$/);
  const name = fc.constantFrom('X-Registry-Auth', 'x-registry-config', 'AUTHORIZATION', 'Proxy-Authorization');
  fc.assert(
    fc.property(secret, name, fc.nat(3), (value, header, before) => {
      const once = redactHead(aHead([...Array<[string, string]>(before).fill(['Accept', '*/*']), [header, `Basic ${value}`]]));
      expect(JSON.stringify(once.value.headers) + once.value.raw.toString('latin1')).not.toContain(value);
      expect(once.places).toHaveLength(1);
      expect(redactHead(once.value)).toEqual({ value: once.value, places: [] });
    }),
  );
});

it.each([
  ['POST', '/auth', true],
  ['POST', '/v1.41/auth', true],
  ['POST', '//v1.99//auth/?x=1', true],
  ['POST', '/v1.41/%61uth', true],
  ['POST', 'http://docker/v1.41/auth', true],
  ['GET', '/v1.41/auth', false],
  ['POST', '/v1.41/authority', false],
  ['POST', '/v1.41/containers/create?name=/auth2', false],
])('%s %s could be a login: %s', (method, target, expected) => {
  expect(isAuthRequest(method, target)).toBe(expected);
});

it('edits a login body so that every other byte stays', () => {
  const body = '{ "username":"me",\t"password": "hun\\"ter2" ,"n":1.50,"serveraddress":"https://r/",\n"identitytoken":""}\n';
  expect(redactAuthBody(Buffer.from(body))).toEqual({
    value: Buffer.from(body.replace('"hun\\"ter2"', '"{redacted:password}"')),
    places: [{ pointer: '/password', rule: 'auth-body' }],
  });
});

it('finds fields in any case, with escapes, in depth and again', () => {
  expect(
    redactText('{"PassWord":"a1","pa\\u0073sword":"a2","paſſword":"a3","x":[0,{"IdentityToken":{"y":"a4"}}],"auth":12,"password":"a5"}'),
  ).toBe(
    '{"PassWord":"{redacted:password}","pa\\u0073sword":"{redacted:password}","paſſword":"{redacted:password}","x":[0,{"IdentityToken":"{redacted:identitytoken}"}],"auth":"{redacted:auth}","password":"{redacted:password}"}',
  );
  expect(redactAuthBody(Buffer.from('[{"a/b":[1,{"auth":"x"}]}]')).places[0]?.pointer).toBe('/0/a~1b/1/auth');
});

it('takes a secret word for a secret only where it is a field', () => {
  const body = Buffer.from(
    '{"username":"password","x":["auth",":","password"],"Status":"Login Succeeded","IdentityToken":"","password":null}',
  );
  expect(redactAuthBody(body)).toEqual({ value: body, places: [] });
});

it.each(['password=hunter2', '"hunter2"', '{"password":"hunter2"', '{"a":1}{"password":"hunter2"}', '\x1f\x8b\x08hunter2'])(
  'replaces %j whole, as it is no JSON object',
  (body) => {
    expect(redactAuthBody(Buffer.from(body))).toEqual({
      value: Buffer.from('{redacted:auth-body}'),
      places: [{ pointer: '', rule: 'auth-body' }],
    });
  },
);

it('leaves an empty body', () => {
  expect(redactAuthBody(Buffer.alloc(0))).toEqual({ value: Buffer.alloc(0), places: [] });
});

it('redacts any JSON once and for all, keeps what is not secret, and leaves no byte of the secret', () => {
  const secret = fc.stringMatching(/^[A-Za-z0-9"\\é☃]{8,40}$/).map((text) => `S3CR3T${text}`);
  const field = fc.constantFrom('password', 'Password', 'identitytoken', 'IdentityToken', 'registrytoken', 'auth');
  const rest = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }));
  fc.assert(
    fc.property(secret, field, rest, fc.constantFrom(undefined, 1, '\t'), (value, name, others, indent) => {
      const body = Buffer.from(JSON.stringify({ ...others, [name]: value, deep: [others, { [name]: [value] }] }, null, indent));
      const once = redactAuthBody(body);
      expect(once.value.toString()).not.toContain('S3CR3T');
      const gone = placeholder(name.toLowerCase());
      const parsed = JSON.parse(once.value.toString()) as Record<string, unknown>;
      expect(parsed[name]).toBe(gone);
      expect((parsed.deep as unknown[])[1]).toEqual({ [name]: gone });
      expect(redactAuthBody(once.value)).toEqual({ value: once.value, places: [] });
    }),
  );
});
