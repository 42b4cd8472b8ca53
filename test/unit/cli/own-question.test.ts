import { expect, it } from '@jest/globals';
import type { LiveRequest, Reply, RequestSink, Responder } from '../../../src/cassette/exchange.ts';
import { readEngineInfo } from '../../../src/cli/engine.ts';
import { OwnQuestion } from '../../../src/cli/own-question.ts';
import { anInfo } from '../../support/interactions.ts';

const SINK: RequestSink = { data() {}, end() {}, stream() {}, streamEnd() {}, left() {} };

function ask(engine: ReturnType<typeof anInfo>['engine'], target: string, agent: string): string {
  let said = '';
  const reply: Reply = {
    write: (bytes) => {
      said += bytes.toString('latin1');
      return true;
    },
    onDrain() {},
    hijack() {},
    finish: () => {
      said += '(finish)';
    },
    halfClose() {},
    close() {},
    reset() {},
  };
  const next: Responder = {
    open: () => {
      said += '(handed on)';
      return SINK;
    },
  };
  const head = { method: 'GET', target, version: 'HTTP/1.1', headers: [['User-Agent', agent]] as const, raw: Buffer.alloc(0) };
  const request: LiveRequest = { connection: 0, exchange: 0, head };
  new OwnQuestion(engine, next).open(request, reply);
  return said;
}

it('gives tapedeck the engine of cassette.json as it would have heard it from that engine', () => {
  const { engine } = anInfo();
  const answer = ask(engine, '/version', 'docker-tapedeck/0.1.0');
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(readEngineInfo(answer.slice(answer.indexOf('\r\n\r\n'), -'(finish)'.length))).toEqual(engine);
});

it('hands on what any other client asks, and what it does not know', () => {
  const { engine } = anInfo();
  expect(ask(engine, '/version', 'Docker-Client/28.5.2')).toBe('(handed on)');
  expect(ask(engine, '/info', 'docker-tapedeck/0.1.0')).toBe('(handed on)');
  expect(ask(null, '/version', 'docker-tapedeck/0.1.0')).toBe('(handed on)');
});
