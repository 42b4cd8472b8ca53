import { expect, it } from '@jest/globals';
import { COLOURS, NO_COLOURS } from '../../../src/report/colours.ts';
import { FindingsText } from '../../../src/report/findings-text.ts';
import { aFinding, reportOf } from '../../support/reports.ts';

const textOf = (interactions: Parameters<typeof reportOf>[1]) => reportOf(new FindingsText(NO_COLOURS), interactions);

it('says what and where by severity, operation and rule, and sums up', () => {
  const warning = aFinding({ code: 'query-unknown', severity: 'warning', party: 'client', message: 'Colour.' });
  const note = aFinding({ code: 'response-property-unknown', severity: 'note', message: 'Note.', apiVersion: '1.20', derived: true });
  expect(textOf([[note], [warning, aFinding()], []])).toBe(
    [
      '1 error',
      '  ContainerList  response-body-type  engine, API 1.41',
      '    1×  In the answer [0].Id is a number, not a string.',
      '        hello 000012 /outcome/body/data/0/Id',
      '',
      '1 warning',
      '  ContainerList  query-unknown  client, API 1.41',
      '    1×  Colour.  hello 000012',
      '',
      '1 note',
      '  ContainerList  response-property-unknown  engine, API 1.20, derived',
      '    1×  Note.  hello 000012',
      '',
      '1 error, 1 warning, 1 note in 3 interactions of 1 cassette, checked against API 1.20 (derived), 1.41',
      '',
    ].join('\n'),
  );
});

it('says once what is the same in many interactions, list entries, versions and values', () => {
  const many = Array.from({ length: 5000 }, (_, i) => {
    const apiVersion = i % 2 === 0 ? ('1.41' as const) : ('1.45' as const);
    return [aFinding({ interaction: i, apiVersion, message: `API ${apiVersion} knows that [${i}].Id is "${i}", not one of "a".` })];
  });
  const text = textOf([...many, [aFinding({ operation: 'ContainerInspect' })]]);
  expect(text.split('\n').length).toBeLessThan(15);
  expect(text).toContain('5000×  API 1.41 knows that [0].Id is "0", not one of "a".\n');
  expect(text).toContain('engine, API 1.41, 1.45\n');
  expect(text.match(/^ +hello 0/gm)).toHaveLength(3 + 1);
});

it('tells apart what differs in more than that', () => {
  const missing = ['Id', 'Names'].map((name) => aFinding({ code: 'response-body-missing', message: `In the answer [0] lacks "${name}".` }));
  expect(textOf([missing]).match(/1×/g)).toHaveLength(2);
});

it('names an interaction whose operation is not known', () => {
  expect(textOf([[aFinding({ operation: null })]])).toContain('  unknown operation  response-body-type');
});

it('says so when there is nothing', () => {
  expect(textOf([[], []])).toBe('no findings in 2 interactions of 1 cassette, checked against API 1.41\n');
  expect(new FindingsText(NO_COLOURS).end()).toBe('no findings in 0 interactions of 0 cassettes\n');
});

it('shows control characters of recorded text, and cuts what is long', () => {
  const text = textOf([[aFinding({ message: `\u001b[2J\n${'x'.repeat(9000)}`, pointer: '/\u0007' })]]);
  expect(text).toContain('\\x1b[2J\\nxxx');
  expect(text).toContain('hello 000012 /\\x07\n');
  expect(text.length).toBeLessThan(1000);
});

it('colours the severity when asked, and ends with what is said beside', () => {
  const appendix = { name: 'coverage', json: {}, text: () => 'COVERAGE\n' };
  const text = reportOf(new FindingsText(COLOURS), [[aFinding()]], [appendix]);
  expect(text.startsWith(COLOURS.bold(COLOURS.red('1 error')))).toBe(true);
  expect(text.endsWith('\n\nCOVERAGE\n')).toBe(true);
});
