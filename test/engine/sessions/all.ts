/** Every session that must give what it gives without tapedeck, and be replayed exactly. */
import { HANDLING } from './handling.ts';
import { IMAGES } from './images.ts';
import { LOOKING } from './looking.ts';
import { RUNNING } from './running.ts';
import type { Session } from './session.ts';
import { VARYING } from './varying.ts';

export const SESSIONS: readonly Session[] = [...LOOKING, ...RUNNING, ...HANDLING, ...IMAGES, ...VARYING];
