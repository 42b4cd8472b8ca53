/** The door of the store: cassettes on disk, opened, listed, recorded and written. */
export { CASSETTES_DIRECTORY, cassettePath, listCassettes, resolveCassettes } from './find-cassettes.ts';
export type { NewAssembler } from './fold.ts';
export {
  type CassetteReading,
  type OpenedCassette,
  type OpenOptions,
  openCassette,
  readCassette,
  type SavedInteraction,
} from './open-cassette.ts';
export {
  createRecording,
  type FinishedRecording,
  type Recording,
  type RecordingEnd,
  type RecordingOptions,
  type RecordingStart,
} from './recording.ts';
export { writeCassette } from './write-cassette.ts';
