import { expect, it } from '@jest/globals';
import { documentOf, readDocument, writtenNumber } from '../../../src/validate/checkable-json.ts';
import { findingsOf } from '../../support/findings.ts';
import { aCassette, anInteraction, aWholeOutcome } from '../../support/interactions.ts';

const answered = async (body: string) => {
  const outcome = aWholeOutcome({ body, headers: [['Content-Type', 'application/json']] });
  const findings = await findingsOf(aCassette({ interactions: [anInteraction({ target: '/v1.41/info', outcome })] }));
  return findings.filter((one) => one.severity === 'error').map((one) => `${one.code} ${one.message}`);
};

const asked = async (body: string) => {
  const outcome = aWholeOutcome({ status: 500, json: { message: 'x' } });
  const headers = [['Content-Type', 'application/json']] as const;
  const interaction = anInteraction({ method: 'POST', target: '/v1.41/containers/create', headers, body, outcome });
  return (await findingsOf(aCassette({ interactions: [interaction] }))).filter((one) => one.severity === 'error').map((one) => one.message);
};

it.each(['0', '9007199254740993', '9223372036854775807', '-9223372036854775808'])('takes %s for an int64', async (number) => {
  expect(await answered(`{"MemTotal":${number}}`)).toEqual([]);
});

it.each(['9223372036854775808', '-9223372036854775809', '18446744073709551616', '100000000000000000000000'])(
  'does not take %s for an int64, and says it as it was written',
  async (number) => {
    expect(await answered(`{"MemTotal":${number}}`)).toEqual([
      `response-body-value In the answer MemTotal is ${number}, which is no integer of 64 bits.`,
    ]);
  },
);

it('does not take fractions, nor numbers without end, for integers', async () => {
  expect(await answered('{"MemTotal":1.5}')).toEqual(['response-body-type In the answer MemTotal is 1.5, not an integer.']);
  expect(await answered('{"MemTotal":1e400}')).toHaveLength(1);
});

it('knows that Go does not read 1.0 into an integer, and leaves answers their floats', async () => {
  expect(await asked('{"HostConfig":{"Memory":1.0}}')).toEqual(['In the request HostConfig.Memory is 1.0, not an integer or null.']);
  expect(await asked('{"HostConfig":{"Memory":1e9}}')).toHaveLength(1);
  expect(await asked('{"HostConfig":{"Memory":1000000000}}')).toEqual([]);
  expect(await answered('{"MemTotal":1.0}')).toEqual([]);
});

it('keeps the text of numbers beside the plain document', () => {
  const { plain, written } = readDocument('{"a":[{"b/c":9007199254740993}]}', 'response');
  expect(plain).toEqual({ a: [{ 'b/c': 9007199254740992 }] });
  expect(writtenNumber(written, '/a/0/b~1c')).toBe('9007199254740993');
  expect(writtenNumber(written, '/a/0')).toBeNull();
  const data = { a: [1] };
  expect(documentOf(data, 'response')).toEqual({ plain: data, written: null });
});

it('is not led astray by names that objects have of themselves, nor by twins', async () => {
  expect(await answered('{"__proto__":{"ID":3},"constructor":{"x":9007199254740993},"ID":"x","ID":3}')).toHaveLength(1);
  expect(await answered('{"Labels":["__proto__=1"],"toString":1}')).toEqual([]);
});

it('reads what is nested deeper than anybody can walk', async () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  expect(await answered(`{"Moon":${deep}}`)).toEqual([]);
  expect(await answered(`{"ID":${deep}}`)).toEqual(['response-body-type In the answer ID is an array, not a string.']);
  expect(await answered(`{"ID":"x","MemTotal":9007199254740993,"Moon":${deep}}`)).toEqual([]);
});
