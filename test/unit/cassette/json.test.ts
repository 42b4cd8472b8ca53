import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  detectJson,
  JSON_STYLES,
  type Json,
  JsonNumber,
  type JsonStyle,
  parseJson,
  toPlain,
  writeJson,
} from '../../../src/cassette/json.ts';

const numberText = fc.oneof(
  fc.integer().map(String),
  fc.bigInt().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => JSON.stringify(number)),
  fc.constantFrom('1.0', '1e3', '1E3', '-0', '0.10', '9007199254740993', '1e+21', '1e400', '-0.0', '1000000000000000.50'),
);
const key = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '__proto__', 'toJSON', 'constructor', '10', '2'));
const { anyJson } = fc.letrec<{ anyJson: Json }>((tie) => ({
  anyJson: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, false),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('<a&b>', '\u2028\u2029', '\ud800', '\udc00x', '\b\f\u007f\u0080', 'ü😀', '1.0, 2'),
    numberText.map((text) => parseJson(text)),
    fc.array(tie('anyJson'), { maxLength: 4 }),
    fc.dictionary(key, tie('anyJson'), { maxKeys: 4 }),
  ),
}));
const style = fc.constantFrom(...JSON_STYLES);

it('keeps the text of numbers that JavaScript would write otherwise', () => {
  const text = '[9007199254740993,1.0,1e3,-0,0.1,1e400,1.5e-7,9223372036854775807,12345678901234567890.50]';
  const data = parseJson(text) as readonly Json[];
  expect(writeJson(data, 'js')).toBe(text);
  expect(data[0]).toEqual(new JsonNumber('9007199254740993'));
  expect(data[4]).toBe(0.1);
});

it('gives plain numbers where someone wants to compute', () => {
  expect(toPlain(parseJson('{"a":[1.0,{"b":9007199254740993}],"c":"1.0"}'))).toEqual({ a: [1, { b: 9007199254740992 }], c: '1.0' });
  expect(JSON.stringify(parseJson('[1.0]'))).toBe('[1]');
});

it('keeps a key called __proto__ beside a number that has to be read slowly', () => {
  const text = '{"__proto__":{"a":1.0},"b":2}';
  expect(writeJson(parseJson(text), 'js')).toBe(text);
});

it.each<[JsonStyle, string]>([
  ['engine', '{"Cmd":["a<b>&c","\\u2028","ü😀\u007f"]}'],
  ['go', '{"Cmd":["a\\u003cb\\u003e\\u0026c","\\u2028","ü😀\u007f"]}'],
  ['js', '{"Cmd":["a<b>&c","\u2028","ü😀\u007f"]}'],
  ['python', '{"Cmd": ["a<b>&c", "\\u2028", "\\u00fc\\ud83d\\ude00\\u007f"]}'],
])('writes and recognises the JSON of %s', (name, text) => {
  const data = { Cmd: ['a<b>&c', '\u2028', 'ü😀\u007f'] };
  expect(writeJson(data, name)).toBe(text);
  expect(detectJson(Buffer.from(`${text}\n`))).toEqual({ style: name, end: '\n', data });
});

it.each([
  ['an indented document', '{\n  "a": 1\n}'],
  ['blanks before the end', '{"a":1} \n'],
  ['two line ends', '{"a":1}\n\n'],
  ['two documents', '{"a":1}\n{"a":2}\n'],
  ['keys that JavaScript would put in another order', '{"b":1,"10":2,"2":3}'],
  ['a key given twice', '{"a":1,"a":2}'],
  ['capital hexadecimal in an escape', '["\\u001B"]'],
  ['an escape that need not be', '["\\/"]'],
  ['a byte order mark', '\ufeff{"a":1}'],
  ['nothing', ''],
  ['plain words', 'OK'],
])('leaves %s to text', (_, text) => {
  expect(detectJson(Buffer.from(text))).toBeNull();
});

it('leaves bytes that are no UTF-8 alone', () => {
  expect(detectJson(Buffer.from([0x22, 0xff, 0x22]))).toBeNull();
});

it('refuses nesting that would overflow the stack', () => {
  for (const depth of [600, 200_000]) {
    const text = '['.repeat(depth) + ']'.repeat(depth);
    expect(() => parseJson(text)).toThrow('More than 512 levels of nesting');
    expect(() => parseJson(text.replace('[]', '[1.0]'))).toThrow('More than 512 levels of nesting');
    expect(detectJson(Buffer.from(text))).toBeNull();
  }
  const fits = '['.repeat(512) + ']'.repeat(512);
  expect(writeJson(parseJson(fits), 'js')).toBe(fits);
});

it('gives back every document it writes, in every style', () => {
  fc.assert(
    fc.property(anyJson, style, (data, name) => {
      expect(parseJson(writeJson(data, name))).toEqual(data);
    }),
  );
});

it('detects only what it can write again byte for byte', () => {
  fc.assert(
    fc.property(anyJson, style, fc.constantFrom('', '\n', '\r\n'), (data, name, end) => {
      const bytes = Buffer.from(writeJson(data, name) + end);
      const found = detectJson(bytes);
      expect(found).not.toBeNull();
      if (found !== null) expect(Buffer.from(writeJson(found.data, found.style) + found.end)).toEqual(bytes);
    }),
  );
});

it('detects nothing in arbitrary bytes that it could not give back', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array().map((bytes) => Buffer.from(bytes)),
        fc.string().map((text) => Buffer.from(`{"${text}":1}`)),
      ),
      (bytes) => {
        const found = detectJson(bytes);
        if (found !== null) expect(Buffer.from(writeJson(found.data, found.style) + found.end)).toEqual(bytes);
      },
    ),
  );
});
