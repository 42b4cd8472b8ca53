/** Holds what an engine answers now against what was recorded. */
import type { Outcome, ResponseHead } from '../../cassette/types.ts';
import type { Comparison, Difference, Told } from '../types.ts';
import { compareAnswer } from './compare-answer.ts';
import { compareHeaders } from './compare-heads.ts';
import { Differences, shown, shownBoth } from './differences.ts';
import { errorText } from './error-text.ts';
import { gradeOfStatus } from './grades.ts';
import type { Walk } from './json-values.ts';
import { wasLateSize } from './late-size.ts';
import { Place } from './place.ts';
import { sayTheSame } from './texts.ts';

/**
 * What differs. Identities are bound as they are met: those of a plain answer before the first `await`, so that a caller
 * who goes on at once has them. Never throws on odd bytes.
 */
export async function compareExchange(recorded: Told, live: Told, comparison: Comparison): Promise<Difference[]> {
  const { interaction } = recorded;
  const found = new Differences(interaction.operation ?? `${interaction.request.method} ${interaction.request.target}`);
  const walk: Walk = {
    operation: interaction.operation,
    identities: comparison.identities,
    own: comparison.own,
    found,
    shapeOnly: false,
    unsettled: comparison.unsettled === true,
    speaker: 'engine',
  };
  const [was, is] = [interaction.outcome, live.interaction.outcome];
  if (!('head' in was) || !('head' in is)) {
    compareFailures(was, is, found);
    return found.list();
  }
  if (wasLateSize(recorded, live)) return [];
  if (was.head.status !== is.head.status) {
    noteStatus(recorded, was.head, live, is.head, found);
    return found.list();
  }
  compareEnds(was, is, found);
  compareHeaders(was.head, is.head, walk);
  if (was.head.status >= 400) compareErrorTexts(recorded, live, walk);
  else await compareAnswer(recorded, live, comparison.description, walk);
  return found.list();
}

const WHOLE = new Place('', '', 'the exchange');

function compareFailures(was: Outcome, is: Outcome, found: Differences): void {
  const [before, now] = [reasonOf(was), reasonOf(is)];
  if (before === now || before === 'the client left' || before === 'the recording ended') return;
  const grade = now === null || before !== null ? 'changed' : 'breaking';
  const say = () => {
    if (now === null) return `is answered, but when it was recorded ${before}`;
    return before === null ? `is not answered: ${now}` : `is not answered: ${now}; when it was recorded ${before}`;
  };
  found.add(grade, 'failed', new Place('/outcome', '', 'the exchange'), { recorded: before, live: now }, say);
}

/** Why there is no answer; null where there is one. */
function reasonOf(outcome: Outcome): string | null {
  switch (outcome.kind) {
    case 'failed':
      switch (outcome.reason) {
        case 'upstream-unreachable':
          return 'the engine was not reached';
        case 'upstream-closed':
          return 'the engine closed the connection';
        case 'client-left':
          return 'the client left';
        case 'cut-off':
          return 'the recording ended';
        default:
          return outcome satisfies never;
      }
    case 'opaque':
      return `what came could not be read as HTTP (${outcome.reason})`;
    case 'whole':
    case 'streamed':
    case 'hijacked':
      return null;
    default:
      return outcome satisfies never;
  }
}

type Answered = Extract<Outcome, { head: ResponseHead }>;

function compareEnds(was: Answered, is: Answered, found: Differences): void {
  const broke = is.end === 'engine-died';
  if (broke === (was.end === 'engine-died')) return;
  const say = () => (broke ? 'the engine broke off its answer' : 'the engine gives all of its answer, when recorded it broke off');
  found.add(broke ? 'breaking' : 'changed', 'failed', new Place('/outcome/end', '', WHOLE.words), { recorded: was.end, live: is.end }, say);
}

const TOO_OLD_OR_NEW = /client version \S+ is too (?:old|new)/i;

function noteStatus(recorded: Told, was: ResponseHead, live: Told, is: ResponseHead, found: Differences): void {
  const [before, now] = [errorText(recorded), errorText(live)];
  const words = ({ status }: ResponseHead, text: string | null) => (text === null ? String(status) : `${status} (${shown(text)})`);
  const refused = now !== null && TOO_OLD_OR_NEW.test(now) && !(before !== null && TOO_OLD_OR_NEW.test(before));
  const say = (what: string) => `${what} is ${words(is, now)}, it was ${words(was, before)}`;
  const place = new Place('/outcome/head/status', '', 'the status');
  const kind = refused ? 'version-refused' : 'status';
  found.add(refused ? 'breaking' : gradeOfStatus(was.status, is.status), kind, place, { recorded: was.status, live: is.status }, say);
}

function compareErrorTexts(recorded: Told, live: Told, walk: Walk): void {
  const [was, is] = [errorText(recorded) ?? '', errorText(live) ?? ''];
  if (sayTheSame(was, is, 'engine', walk.identities)) return;
  const place = new Place('/outcome/body/data/message', '', 'the error');
  const [before, now] = shownBoth(was, is);
  walk.found.add('changed', 'text', place, { recorded: was, live: is }, (what) => `${what} is ${now}, it was ${before}`);
}
