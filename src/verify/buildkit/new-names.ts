/**
 * Names that clients make up for each build, drawn anew for a check: engines keep builds and sessions by them, so that two
 * checks of one cassette at one engine must not use the same.
 */
const HEX = '0123456789abcdef';
const BASE36 = '0123456789abcdefghijklmnopqrstuvwxyz';

/** Gives a number from 0 up to below 1. */
export type Random = () => number;

/**
 * A name that looks like the recorded one: as long, and of hexadecimal digits where that one is (CLI 20.10's `buildid`), else
 * of lower case letters and digits (BuildKit's `identity.NewID`). '' stays ''.
 */
export function drawName(recorded: string, random: Random): string {
  const digits = /^[0-9a-f]+$/.test(recorded) ? HEX : BASE36;
  return Array.from(recorded, () => digits[Math.floor(random() * digits.length)] as string).join('');
}
