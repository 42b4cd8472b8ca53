/** One thing in which a live request is not the recorded one. */
export interface Mismatch {
  /**
   * What differs, in the words of VaryingRule: `path id`, `query filters/label/KEY`, `body /HostConfig/Memory`; beside them
   * `body file app/main.js`, `method`, `path`, `API version`, `header Upgrade` and plain `body`.
   */
  readonly place: string;
  /** As short text; null: absent. */
  readonly live: string | null;
  readonly recorded: string | null;
  /** A rule of the user's could let it vary: both sides have a text or a number there. */
  readonly mayVary: boolean;
}
