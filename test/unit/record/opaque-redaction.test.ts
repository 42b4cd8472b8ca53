import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OpaqueRedaction } from '../../../src/record/opaque-redaction.ts';

function redact(text: string, cuts: readonly number[] = []): { text: string; rules: string[] } {
  const rules: string[] = [];
  const redaction = new OpaqueRedaction((rule) => rules.push(rule));
  const bytes = Buffer.from(text, 'latin1');
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  const pieces = ends.map((end, i) => redaction.redact(bytes.subarray(ends[i - 1] ?? 0, end)).toString('latin1'));
  return { text: pieces.join(''), rules };
}

it('blanks credentials in headers, one after the other, continued lines included', () => {
  expect(
    redact('GET / HTTP/1.1\r\nX-Registry-Auth: abc\r\nauthorization:Basic QQ==\r\nx-registry-config : a\r\n\tbc\r\nHost: x\r\n\r\n'),
  ).toEqual({
    text: 'GET / HTTP/1.1\r\nX-Registry-Auth: ***\r\nauthorization:***** ****\r\nx-registry-config : *\r\n\t**\r\nHost: x\r\n\r\n',
    rules: ['x-registry-auth-header', 'authorization-header', 'x-registry-config-header'],
  });
});

it('blanks credentials in what looks like a login body', () => {
  expect(redact('{"username":"me","Password" : "a\\"b,c","auth":12,"identitytoken":null}{"registrytoken":"x')).toEqual({
    text: '{"username":"me","Password" : "******","auth":**,"identitytoken":****}{"registrytoken":"*',
    rules: ['auth-body'],
  });
});

it('hands the same object on where there is nothing to blank, and never writes into it', () => {
  const redaction = new OpaqueRedaction(() => {});
  const harmless = Buffer.from('HTTP/1.1 200 OK\r\nContent-Type: x\r\n\r\n');
  expect(redaction.redact(harmless)).toBe(harmless);
  const secret = Buffer.from('Authorization: abc');
  redaction.redact(secret);
  expect(secret.toString()).toBe('Authorization: abc');
});

it('gives the same however the bytes are cut, the second time nothing, and leaves no byte of the secret', () => {
  const line = fc.constantFrom(
    'Host: docker\r\n',
    'X-Registry-Auth: SECRET\r\n',
    'Authorization: a\r\n SECRET\r\n',
    '{"password":"SEC\\"RET"}',
    '::"',
    '\n',
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 6 }), fc.array(fc.nat(200), { maxLength: 8 }), (lines, cuts) => {
      const whole = redact(lines.join(''));
      expect(redact(lines.join(''), cuts)).toEqual(whole);
      expect(redact(whole.text, cuts)).toEqual({ text: whole.text, rules: [] });
      expect(whole.text).not.toMatch(/SEC|RET/);
      expect(whole.text).toHaveLength(lines.join('').length);
    }),
  );
});
