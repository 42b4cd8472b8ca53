/** The public API: what a cassette is, how to read and write one, and how to look at it. All else may change between versions. */
export { bodyBytes, bodyLength, bodyStream } from './cassette/body.ts';
export { type Json, type JsonArray, JsonNumber, type JsonObject, type JsonStyle, toPlain } from './cassette/json.ts';
export type {
  ApiVersion,
  Body,
  BodyFiles,
  Cassette,
  CassetteInfo,
  Channel,
  Chunk,
  Chunked,
  DataChunk,
  End,
  EngineInfo,
  FileBody,
  HalfClose,
  Interaction,
  InterimHead,
  Order,
  Outcome,
  RawHeaders,
  RecordedRequest,
  Redaction,
  ResponseHead,
  Side,
  Sizes,
  Times,
} from './cassette/types.ts';
export { openCassette } from './cli/cassettes.ts';
export { PROGRAM_VERSION as version } from './cli/version.ts';
export type { Finding } from './docker/finding.ts';
export type { Operation, OperationMatch } from './docker/operation-types.ts';
export { findOperation, operationById } from './docker/operations.ts';
export { type ErrorCode, TapedeckError } from './errors.ts';
export { listCassettes, type OpenedCassette, resolveCassettes, writeCassette } from './store/cassette-directory.ts';
export { loadSchemas } from './store/schemas.ts';
export { type CassetteInUse, type CassetteOptions, type RecordMode, useCassette } from './testing/use-cassette.ts';
export { type ValidateOptions, validateCassette } from './validate/validate-cassette.ts';
