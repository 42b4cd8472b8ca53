import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FindingsJunit } from '../../../src/report/findings-junit.ts';
import { aFinding, reportOf, someFindings } from '../../support/reports.ts';
import { elementsOf } from '../../support/xml.ts';

const warning = aFinding({ code: 'query-unknown', severity: 'warning', party: 'client', message: 'Colour is <unknown>.' });

it('makes a suite of a cassette and a test of each interaction, which errors fail', () => {
  expect(reportOf(new FindingsJunit({ strict: false }), [[aFinding(), aFinding(), warning], []])).toBe(
    [
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<testsuites name="tapedeck validate">',
      '  <testsuite name="cassettes/hello" tests="2" failures="1" errors="0" skipped="0">',
      '    <testcase name="000012 ContainerList GET /v1.41/containers/json" classname="hello" file="cassettes/hello/000012-ContainerList.json">',
      '      <failure message="In the answer [0].Id is a number, not a string. (and 1 more)" type="response-body-type">error response-body-type (engine, API 1.41) /outcome/body/data/0/Id: In the answer [0].Id is a number, not a string.',
      'error response-body-type (engine, API 1.41) /outcome/body/data/0/Id: In the answer [0].Id is a number, not a string.</failure>',
      '      <system-out>warning query-unknown (client, API 1.41) /outcome/body/data/0/Id: Colour is &lt;unknown&gt;.</system-out>',
      '    </testcase>',
      '    <testcase name="000013 ContainerList GET /v1.41/containers/json" classname="hello" file="cassettes/hello/000013-ContainerList.json"/>',
      '  </testsuite>',
      '</testsuites>',
      '',
    ].join('\n'),
  );
});

it('fails tests by warnings and notes where these count', () => {
  const [, suite, , failure] = elementsOf(reportOf(new FindingsJunit({ strict: true }), [[warning]]));
  expect(suite?.attributes.failures).toBe('1');
  expect(failure).toMatchObject({ name: 'failure', attributes: { type: 'query-unknown', message: 'Colour is <unknown>.' } });
});

it('is a document when there is nothing', () => {
  expect(elementsOf(new FindingsJunit({ strict: false }).end()).map(({ name }) => name)).toEqual(['testsuites']);
});

it('is well-formed XML with a test for each interaction, whatever the findings hold', () => {
  fc.assert(
    fc.property(someFindings, fc.boolean(), (interactions, strict) => {
      const elements = elementsOf(reportOf(new FindingsJunit({ strict }), interactions));
      expect(elements.filter(({ name }) => name === 'testcase')).toHaveLength(interactions.length);
      const failing = interactions.filter((findings) => findings.some(({ severity }) => strict || severity === 'error'));
      expect(elements.filter(({ name }) => name === 'failure')).toHaveLength(failing.length);
      expect(elements[1]?.attributes.failures).toBe(String(failing.length));
    }),
  );
});

it('cuts a message that is too long for readers', () => {
  expect(reportOf(new FindingsJunit({ strict: false }), [[aFinding({ message: 'x'.repeat(1_000_000) })]]).length).toBeLessThan(10_000);
});
