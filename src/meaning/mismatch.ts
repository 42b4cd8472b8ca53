/** One thing in which a live request is not the recorded one. */
export interface Mismatch {
  /**
   * What differs: `path id`, `query filters/label/KEY`, `body /HostConfig/Memory`, `body file app/main.js`, `method`, `path`,
   * `API version`, `header Upgrade` or plain `body`. Items of a set have no index: which of them is which nobody said.
   */
  readonly place: string;
  /** As short text; null: absent. */
  readonly live: string | null;
  readonly recorded: string | null;
}

/** Of another object than the recorded. */
export function isOfAnother({ place }: Mismatch): boolean {
  return place.startsWith('path ');
}
