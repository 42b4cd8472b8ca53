/** Two texts of engines: whether they say the same, of other objects at another time. */
import type { Identities, IdentityKind } from '../identities.ts';
import { isMadeName, isZeroTime, tokensOf } from './value-looks.ts';

/**
 * What is bound when it is seen for the first time. In what an engine says anything that looks made up; in what a container
 * printed an id may be a checksum, which must be the same: there it must be known.
 */
const SPEAKERS = {
  engine: new Set<IdentityKind>(['id', 'digest', 'name', 'address', 'mac', 'port', 'number', 'time', 'token']),
  container: new Set<IdentityKind>(['address', 'mac', 'number', 'port', 'time']),
} as const;
export type Speaker = keyof typeof SPEAKERS;

/** What is no checksum by its form: uuids, and ids of a swarm. */
const DRAWN = /^(?:[0-9a-f]{8}-.*|[0-9a-z]{25})$/;

/** Whether the live text says what the recorded one said. Binds what it sees, if so. */
export function sayTheSame(recorded: string, live: string, speaker: Speaker, identities: Identities): boolean {
  if (recorded === live) {
    if (speaker === 'engine') bindAll(recorded, live, speaker, identities);
    return true;
  }
  if (identities.toLive(recorded) === live) return true;
  if (speaker === 'engine' && isMadeName(recorded) && isMadeName(live)) {
    return recorded.startsWith('/') === live.startsWith('/') && identities.bind('name', recorded.replace('/', ''), live.replace('/', ''));
  }
  return bindAll(recorded, live, speaker, identities);
}

/** Whether two texts are alike but for what looks made up. Nothing is bound. */
export function lookTheSame(recorded: string, live: string): boolean {
  return recorded === live || (isMadeName(recorded) && isMadeName(live)) || tokensOf(recorded).skeleton === tokensOf(live).skeleton;
}

function bindAll(recorded: string, live: string, speaker: Speaker, identities: Identities): boolean {
  const [was, is] = [tokensOf(recorded), tokensOf(live)];
  if (was.tokens.length === 0 && recorded !== live) return false;
  if (was.skeleton !== is.skeleton && identities.toLive(was.skeleton) !== is.skeleton) return false;
  // Not to be left half bound.
  const pairs = was.tokens.map((token, index) => [token, is.tokens[index]?.text ?? ''] as const);
  const agrees = pairs.every(([{ kind, text }, other]) => {
    if (kind === 'time') return isZeroTime(text) === isZeroTime(other);
    if (text === other || identities.liveOf(text) === other) return true;
    return SPEAKERS[speaker].has(kind) || DRAWN.test(text);
  });
  return agrees && pairs.every(([{ kind, text }, other]) => identities.bind(kind, text, other) || kind === 'time');
}
