/** Of an exchange what is said before its body. */
import { EMPTY_BODY } from '../../cassette/body.ts';
import type { Told } from '../types.ts';

/** The same with nothing behind its head. */
export function headOnly({ interaction, files }: Told): Told {
  const { outcome } = interaction;
  if (!('head' in outcome)) return { interaction, files };
  const { head, interim, end } = outcome;
  return { interaction: { ...interaction, outcome: { kind: 'whole', interim, head, body: EMPTY_BODY, end } }, files };
}
