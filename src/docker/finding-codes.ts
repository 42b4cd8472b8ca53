/**
 * Every code that validation gives: its severity, what it means, and what to do about it. In a hub, because `validate/`
 * gives them and `report/` explains them. docs/errors.md says the same (a test compares them), so write for its readers.
 */
import type { Finding } from './finding.ts';

export interface CodeFacts {
  readonly severity: Finding['severity'];
  /** One sentence, in Markdown, without its capital and its full stop. */
  readonly means: string;
  /** What the one who finds it can do; of the client's faults only. */
  readonly remedy?: string;
}

/** What is about requests (`version-`, `operation-`, `query-`, `request-`) is the client's fault, all else the engine's. */
export const FINDING_CODES = {
  'version-unknown': {
    severity: 'warning',
    means: 'the path names an API version that tapedeck does not know; only the shape of errors was checked',
    remedy: 'ask for a known version, or validate with `--api`',
  },
  'operation-unknown': {
    severity: 'error',
    means: 'no version of the API has this method and path',
    remedy: 'look for a typo in the path',
  },
  'operation-version': {
    severity: 'error',
    means: 'this version does not have the operation; another has',
    remedy: 'ask for a newer (or older) version',
  },
  'query-unknown': {
    severity: 'warning',
    means: 'the query has a parameter that the operation does not know',
    remedy: 'look for a typo; engines ignore it',
  },
  'query-missing': { severity: 'error', means: 'a required parameter is missing or empty', remedy: 'send it' },
  'query-type': {
    severity: 'error',
    means: 'a parameter is no integer, no number, no boolean, or does not match its pattern',
    remedy: 'send a value of that type',
  },
  'query-enum': { severity: 'error', means: 'a parameter has none of the values that are allowed', remedy: 'send one of them' },
  'query-filters': {
    severity: 'error',
    means: '`filters` is not a JSON object of lists, or of maps to booleans',
    remedy: 'send `{"label":["a=b"]}`',
  },
  'query-filter-unknown': {
    severity: 'warning',
    means: '`filters` has a key that the description does not name',
    remedy: 'look for a typo, or ask for a newer version; most engines refuse such a request',
  },
  'request-header': {
    severity: 'warning',
    means: '`X-Registry-Auth` or `X-Registry-Config` is not base64 of credentials in JSON, or a header has a value that is not allowed',
    remedy: 'see the message, which never shows credentials; engines ignore what they cannot read',
  },
  'request-header-missing': {
    severity: 'warning',
    means: 'a required header is missing',
    remedy: 'send it; older engines refuse the request',
  },
  'request-media-type': {
    severity: 'error',
    means: 'the body is JSON, and `Content-Type` does not say so',
    remedy: 'send `Content-Type: application/json`',
  },
  'request-encoding': {
    severity: 'error',
    means: 'the head calls the body gzip, and it is not',
    remedy: 'leave the header out, or pack the body',
  },
  'request-body-tar': { severity: 'error', means: 'the body is missing, is no tar, or breaks off', remedy: 'send a tar, packed or not' },
  'request-body-json': { severity: 'error', means: 'the body is missing or is not JSON', remedy: 'send one' },
  'request-body-type': { severity: 'error', means: 'a value has the wrong type', remedy: 'see the message' },
  'request-body-enum': { severity: 'error', means: 'a value is not one of those that are allowed', remedy: 'see the message' },
  'request-body-missing': { severity: 'error', means: 'a required property is missing', remedy: 'send it' },
  'request-body-value': { severity: 'error', means: 'a value is out of its limits, or of the wrong format', remedy: 'see the message' },
  'request-property-unknown': {
    severity: 'warning',
    means: 'the body has a property that this version does not know',
    remedy: 'look for a typo, or ask for a newer version; engines ignore it',
  },
  'request-unchecked': {
    severity: 'note',
    means: 'the body was too large, or traffic too fast, to be checked while it passed (`proxy` only)',
    remedy: 'record it, and validate the cassette',
  },
  'response-unchecked': {
    severity: 'note',
    means: 'the answer was too large, or came too fast, to be checked while it passed (`proxy` only)',
  },
  'response-status': { severity: 'error', means: 'a success that is not documented' },
  'response-status-undocumented': { severity: 'note', means: 'a failure that is not documented, in the right shape' },
  'response-media-type': { severity: 'error', means: 'the body is not of a documented type, or the answer does not say of which' },
  'response-header': { severity: 'error', means: 'a header that is described is not what it should be' },
  'response-header-missing': { severity: 'note', means: 'a header that is described, and that engines always send, is missing' },
  'response-upgrade': { severity: 'error', means: 'a 101 that does not say to which protocol it switches, or names another' },
  'response-error-shape': { severity: 'error', means: 'a failure whose body is not `{"message": "…"}`' },
  'response-body-unexpected': { severity: 'error', means: 'a body where HTTP has none: HEAD, 204, 304' },
  'response-encoding': { severity: 'error', means: 'the head calls the body packed, and it is not packed that way' },
  'response-body-tar': { severity: 'error', means: 'a tar is documented, and the body is none or breaks off' },
  'response-body-json': { severity: 'error', means: 'JSON is documented, and the body, or a document of the stream, is none' },
  'response-body-type': { severity: 'error', means: 'a value has the wrong type' },
  'response-body-enum': { severity: 'error', means: 'a value is not one of those that are allowed' },
  'response-body-missing': { severity: 'error', means: 'a required property is missing' },
  'response-body-value': { severity: 'error', means: 'a value is out of its limits, or of the wrong format' },
  'response-property-unknown': {
    severity: 'note',
    means: 'a property that this version does not describe; newer engines send such at older versions too',
  },
  'response-property-renamed': {
    severity: 'note',
    means: 'such a property in an object that lacks declared ones which could hold its value: renamed?',
  },
  'response-field-absent': { severity: 'note', means: 'what every engine we know sends there is missing ([contract.md](contract.md))' },
  'response-field-null': {
    severity: 'note',
    means: 'a list, map or object is null where every engine we know sends one, if need be an empty one ([contract.md](contract.md))',
  },
  'stream-frames': {
    severity: 'error',
    means: 'a stream that calls itself multiplexed, or starts with a frame, holds bytes that are no frame',
  },
  'stream-torn': { severity: 'error', means: 'a finished stream ends in the middle of a JSON document' },
  'not-http': { severity: 'note', means: 'the connection could not be read as HTTP from there on, so nothing was checked' },
} as const satisfies Readonly<Record<string, CodeFacts>>;

export type FindingCode = keyof typeof FINDING_CODES;
