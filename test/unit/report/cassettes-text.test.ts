import { expect, it } from '@jest/globals';
import { cassettesText } from '../../../src/report/cassettes-text.ts';
import { NO_COLOURS } from '../../../src/report/colours.ts';
import { anInfo } from '../../support/interactions.ts';

it('lists cassettes with what is in them', () => {
  const text = cassettesText(
    [
      { name: 'hello', info: anInfo(), interactions: 7, note: null },
      { name: 'cut', info: anInfo({ complete: false, engine: null, apiVersion: null }), interactions: 12, note: null },
      { name: 'live', info: anInfo(), interactions: 3, note: 'being recorded' },
      { name: 'broken', info: null, interactions: 0, note: 'cassette.json: not JSON' },
    ],
    NO_COLOURS,
  );
  expect(text).toBe(
    [
      'CASSETTE  INTERACTIONS  API   ENGINE           RECORDED          COMPLETE',
      'hello                7  1.41  Docker 20.10.24  2026-01-02 03:04  yes',
      'cut                 12                         2026-01-02 03:04  no',
      'live                 3  1.41  Docker 20.10.24  2026-01-02 03:04  being recorded',
      'broken                                                           cassette.json: not JSON',
      '',
    ].join('\n'),
  );
});

it('says nothing of no cassettes', () => {
  expect(cassettesText([], NO_COLOURS)).toBe('');
});
