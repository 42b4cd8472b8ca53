/** What the parts of the upgrade check say to each other. */

import type { Json } from '../cassette/json.ts';
import type { BodyFiles, Interaction } from '../cassette/types.ts';
import type { Drift, DriftGrade, DriftKind } from '../docker/drift.ts';
import type { ApiDescription } from '../docker/schema-types.ts';
import type { Identities } from './identities.ts';

/** An exchange, recorded or just now had with an engine. */
export interface Told {
  readonly interaction: Interaction;
  readonly files: BodyFiles;
}

/** Which objects a session made itself: their ids and names, as that side says them. Others are somebody else's. */
export interface OwnObjects {
  isRecorded(text: string): boolean;
  isLive(text: string): boolean;
}

export interface Comparison {
  readonly identities: Identities;
  /** Of the API version that the request names; null where none is known. */
  readonly description: ApiDescription | null;
  readonly own: OwnObjects;
  /** It was asked while a program ran by itself (unsettled-reads.ts): what had come of it by then does not count. */
  readonly unsettled?: boolean;
}

/** A drift before it is known where it belongs. */
export type Difference = Pick<Drift, 'pointer' | 'recorded' | 'live' | 'message'> & {
  readonly grade: DriftGrade;
  readonly kind: DriftKind;
};

export type { Json };
