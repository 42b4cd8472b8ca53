/**
 * Misses of builds by BuildKit. They explain themselves as other requests do, but other things can be done about them: no
 * engine can be asked for one build of a connection, and a call is nothing that could be edited by hand.
 */
import type { Mismatch } from '../../meaning/mismatch.ts';
import {
  cassetteMeant,
  explainNear,
  letVary,
  type Miss,
  type NearMiss,
  type Playing,
  playedOtherwise,
  recordAgain,
  requestMiss,
  STREAM_ADVICE,
  whatCanBeDone,
} from '../miss.ts';

/** How a client differs from the recorded one in what it was asked for. */
export interface Unlike {
  /** One sentence. */
  readonly reason: string;
  /** Empty where there is nothing to hold against each other. */
  readonly mismatches: readonly Mismatch[];
}

/** As many rules are worth reading. */
const SHOWN_RULES = 3;

/** No recorded build was asked that way. */
export function unknownBuild(request: string, nearest: readonly NearMiss[], cassettes: readonly string[]): Miss {
  const [near] = nearest;
  const name = cassetteMeant(near, cassettes);
  const advice = [
    recordAgain(name),
    `- keep the recording, and add this build: tapedeck record ${name} --append -- COMMAND`,
    `- ${orElse(near)}`,
  ];
  return requestMiss({ request, about: null, nearest, notPassedOn: null, cassettes, advice });
}

function orElse(near: NearMiss | undefined): string {
  if (near === undefined || near.mismatches.length === 0) return 'leave the build out, if it is not meant to be asked for';
  const { rules } = near;
  return rules.length === 0 ? 'ask for the build as it was recorded' : letVary(rules.slice(0, SHOWN_RULES), rules.length > SHOWN_RULES);
}

/** A recorded build is being played, and its client offers other files than it had. */
export function otherFiles(request: string, { cassette, interaction }: Playing, { reason, mismatches }: Unlike): Miss {
  const nearest =
    mismatches.length === 0 ? [] : [{ cassette, interaction, about: null, used: true, renamed: false, mismatches, rules: [] }];
  const advice = [recordAgain(cassette), '- build from the files that were recorded'];
  const lines = [playedOtherwise(request, interaction, reason), ...nearest.flatMap(explainNear), ...whatCanBeDone(advice)];
  return { kind: 'stdin', request, about: null, message: lines.join('\n'), nearest, advice };
}

/** A recorded build is being played, and its client does not do what it waits for. */
export function stalledBuild(request: string, { cassette, interaction }: Playing, reason: string): Miss {
  const advice = [recordAgain(cassette), ...STREAM_ADVICE.gate];
  const message = [playedOtherwise(request, interaction, reason), ...whatCanBeDone(advice)].join('\n');
  return { kind: 'gate', request, about: null, message, nearest: [], advice };
}

/** Nothing recorded answers this call on a BuildKit connection. */
export function unknownCall(call: string, reason: string, cassettes: readonly string[]): Miss {
  const advice = [recordAgain(cassetteMeant(undefined, cassettes))];
  const message = [`tapedeck: no recorded answer to ${call}: ${reason}`, ...whatCanBeDone(advice)].join('\n');
  return { kind: 'request', request: call, about: null, message, nearest: [], advice };
}
