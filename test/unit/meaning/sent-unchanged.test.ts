import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Json } from '../../../src/cassette/json.ts';
import { SentUnchanged } from '../../../src/meaning/sent-unchanged.ts';
import { Substitution } from '../../../src/meaning/substitution.ts';

const VALUES = [
  ['name', 'td-91bc', 'td-7f3a', 'name'],
  ['name', 'app-31452-net', 'app-8668-net', 'name'],
  ['stem', 'app-31452', 'app-8668', 'name'],
  ['name', 'app-db-1', 'shop-db-1', 'name'],
  ['name', 'app_default', 'shop_default', 'name'],
  ['uuid', '0f0e0d0c-1111-4222-8333-444455556666', 'aaaaaaaa-1111-4222-8333-bbbbbbbbbbbb', 'x'],
  ['id', '4bc019e74b7046e0bd36042ad48f90ad', '864ec9d1479c48588e0c6a3f22a1f1f6', 'x'],
  ['path', '/tmp/tmp.nYkkLOQpUc', '/tmp/tmp.VmtFQQYK52', 'x'],
] as const;
const outward = new Substitution();
for (const [type, from, to, key] of VALUES) outward.add({ type, from, to, key });

const answers = (...bodies: readonly Json[]) => {
  const sent = new SentUnchanged();
  for (const body of bodies) sent.add(body, body);
  return new Substitution(outward, sent);
};
const printed = (text: string, substitution: Substitution) => {
  let said = '';
  let at = 0;
  for (const { start, end, to } of substitution.findInText(text)) {
    said += text.slice(at, start) + to;
    at = end;
  }
  return said + text.slice(at);
};

it('leaves what a client sent in its field, and lets names follow', () => {
  const body = {
    Cmd: ['sh', '-c', 'echo net app_default'],
    Env: ['PEER=app-db-1', 'URL=http://app-db-1:5432/app_default'],
    Labels: { doc: 'joins app_default', peer: 'app-db-1' },
  };
  const said = {
    Name: '/app-db-1',
    Path: 'sh',
    Args: ['-c', 'echo net app_default'],
    Command: "sh -c 'echo net app_default'",
    Config: { ...body, Hostname: 'app-db-1', Labels: { ...body.Labels, 'com.docker.compose.network': 'app_default' } },
    HostConfig: { NetworkMode: 'app_default' },
    NetworkSettings: { Networks: { app_default: { Aliases: ['app-db-1', 'db'] } } },
    message: 'network app_default not found',
  };
  expect(answers(body).json(said)).toEqual({
    ...said,
    Name: '/shop-db-1',
    Config: { ...body, Hostname: 'shop-db-1', Labels: { ...body.Labels, 'com.docker.compose.network': 'shop_default' } },
    HostConfig: { NetworkMode: 'shop_default' },
    NetworkSettings: { Networks: { shop_default: { Aliases: ['shop-db-1', 'db'] } } },
    message: 'network shop_default not found',
  });
});

it('leaves the words that a client sends in what containers print, and no others', () => {
  const said = answers({ Cmd: ['echo', 'I am td-91bc of http://x.app-31452-db:80'] });
  expect(printed('I am td-91bc, app-31452-x and app-31452-net', said)).toBe('I am td-91bc, app-31452-x and app-8668-net');
  expect(printed('I am td-91bc', answers({ Cmd: ['echo', 'td-91bcd'] }))).toBe('I am td-7f3a');
});

it('leaves the names of networks that somebody wrote himself', () => {
  const said = answers({ Name: 'app_default' }, { NetworkingConfig: { EndpointsConfig: { app_default: {} } } });
  expect(said.json({ Name: 'app_default', Networks: { app_default: {} } })).toEqual({ Name: 'app_default', Networks: { app_default: {} } });
});

it('takes only what both requests have for sent as it was recorded', () => {
  const sent = new SentUnchanged();
  expect(sent.add({ Env: ['A=td-7f3a', 'B=td-91bc'] }, { Env: ['A=td-91bc', 'B=td-91bc'] })).toBe(true);
  expect(sent.add({ Env: ['B=td-91bc'] }, { Env: ['B=td-91bc'] })).toBe(false);
  const said = new Substitution(outward, sent);
  expect(said.json({ Env: ['A=td-91bc', 'B=td-91bc'] })).toEqual({ Env: ['A=td-7f3a', 'B=td-91bc'] });
});

const text = fc
  .array(fc.constantFrom(...VALUES.map(([, from]) => from), ' ', ':', '/', '.', '-x', '"', 'http://', 'web'), { maxLength: 6 })
  .map((parts) => parts.join(''));
const body = fc.record({
  Cmd: fc.array(text, { maxLength: 3 }),
  Env: fc.array(
    text.map((value) => `V=${value}`),
    { maxLength: 3 },
  ),
  Labels: fc.dictionary(fc.constantFrom('doc', 'peer', 'com.example.x'), text),
});

it('says every string of a body that was sent as it was, and what it says of it where a container prints it', () => {
  fc.assert(
    fc.property(body, (sent) => {
      const said = answers(sent);
      expect(said.json(sent)).toEqual(sent);
      for (const one of sent.Cmd) expect(printed(one, said)).toBe(one);
    }),
  );
});

it('says all that was not sent as it would be said anyway', () => {
  fc.assert(
    fc.property(body, body, (sent, other) => {
      const said = answers(sent);
      const names = { Name: '/td-91bc', Names: ['/app-db-1'], NetworkMode: 'app_default', message: 'no td-91bc', ID: other.Cmd };
      expect(said.json(names)).toEqual(outward.json(names));
      expect(answers().json(other)).toEqual(outward.json(other));
      for (const one of other.Cmd) expect(printed(one, answers())).toBe(printed(one, outward));
    }),
  );
});
