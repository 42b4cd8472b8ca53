/** Between which moments events were asked for, and where an answer may be cut by that. */
import { headerValue } from '../../cassette/head.ts';
import type { Interaction } from '../../cassette/types.ts';
import type { Told } from '../types.ts';

/** Where streams of events may be cut: what lies beyond says nothing. */
export interface EventWindow {
  /** One of the two was left before its end: what is missing behind may only not have been waited for. */
  readonly open: boolean;
  /** They were asked from a moment on, which is given in whole seconds: something of before may come with them. */
  readonly since: boolean;
  /** They were asked up to a whole second that had begun by then: what was done in it may be in or not. Seconds of the epoch; null: not so. */
  readonly until: { readonly recorded: number; readonly live: number } | null;
}

/** @param open one of the two was left before its end */
export function eventWindow(recorded: Told, live: Told, open: boolean): EventWindow {
  const [until, other] = [untilOf(recorded.interaction), untilOf(live.interaction)];
  const hadBegun = until !== null && Number.isInteger(until) && until <= answeredAt(recorded.interaction);
  return {
    open,
    since: /[?&](?:since|until)=/.test(recorded.interaction.request.target),
    until: hadBegun && other !== null ? { recorded: until, live: other } : null,
  };
}

/** Seconds of the epoch; null where none are asked for. */
function untilOf({ request }: Interaction): number | null {
  const [, text] = /[?&]until=(\d+(?:\.\d+)?)(?:&|$)/.exec(request.target) ?? [];
  return text === undefined ? null : Number(text);
}

function answeredAt({ outcome }: Interaction): number {
  const date = 'head' in outcome ? Date.parse(headerValue(outcome.head.headers, 'Date') ?? '') : Number.NaN;
  return Number.isNaN(date) ? Number.NEGATIVE_INFINITY : date / 1000;
}
