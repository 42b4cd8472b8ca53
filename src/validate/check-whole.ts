/**
 * A plain answer that is one JSON document. A large list is checked some elements at a time, so that it is never held
 * whole: `docker ps` of a hundred megabytes takes the memory of a small one.
 */
import { bodyBytes, bodyStart, bodyStream } from '../cassette/body.ts';
import type { Body, Outcome } from '../cassette/types.ts';
import type { SchemaFacts } from '../docker/schema-types.ts';
import { resolveSchema } from '../docker/schemas.ts';
import { reportBody } from './check-body.ts';
import type { CheckContext } from './check-context.ts';
import { type Document, documentOf, readDocument } from './checkable-json.ts';
import { ElementReader } from './element-reader.ts';
import { codingOf, jsonText, unpacked } from './json-text.ts';

type Whole = Extract<Outcome, { kind: 'whole' }>;

const PLACE = '/outcome/body';
/** Lists above this many bytes are read element by element. */
const LARGE = 1024 * 1024;
/** Elements that are checked together. */
const TOGETHER = 100;

/** @param pointer JSON pointer to the answer that has the schema */
export async function checkWhole(outcome: Whole, schema: SchemaFacts, pointer: string, context: CheckContext): Promise<void> {
  const { body } = outcome;
  const schemaPointer = `${pointer}/schema`;
  if (body.encoding === 'json') {
    reportBody(documentOf(body.data, 'response'), `${PLACE}/data`, schema, schemaPointer, context);
    return;
  }
  const report = (fault: string) => {
    // What was cut off is no JSON any more, and nobody's fault.
    if (outcome.end === 'finished') context.findings.add('response-body-json', PLACE, `The body ${fault}.`, schemaPointer);
  };
  const coding = codingOf(outcome.head.headers);
  if (coding === null && isLargeList(body, schema, context)) {
    const fault = await checkList(body, schema, schemaPointer, context);
    if (fault !== null) report(fault);
    return;
  }
  const packed = bodyBytes(body, context.files);
  const bytes = coding === null ? packed : unpacked(packed, coding);
  if (bytes === null) {
    if (outcome.end !== 'finished') return;
    const what = `The answer calls its body ${coding}, and it cannot be unpacked as such.`;
    context.findings.add('response-encoding', '/outcome/head/headers', what);
    return;
  }
  if (bytes.length === 0) {
    report('is missing, and one is documented');
    return;
  }
  const read = jsonText(bytes);
  const document = 'fault' in read ? read : parsed(read.text);
  if ('fault' in document) report(document.fault);
  else reportBody(document, PLACE, schema, schemaPointer, context);
}

function parsed(text: string): Document | { readonly fault: string } {
  try {
    return readDocument(text, 'response');
  } catch {
    return { fault: 'is not JSON' };
  }
}

function isLargeList(body: Body, schema: SchemaFacts, { description, files }: CheckContext): boolean {
  if (body.encoding !== 'file' || body.bytes < LARGE) return false;
  if (resolveSchema(schema, description.definitions.response).type !== 'array') return false;
  return /^\s*\[/.test(bodyStart(body, 64, files).toString('latin1'));
}

/** What is wrong with the list itself; null where nothing is. */
async function checkList(body: Body, schema: SchemaFacts, schemaPointer: string, context: CheckContext): Promise<string | null> {
  const reader = new ElementReader();
  let first = 0;
  let elements: string[] = [];
  const check = (): string | null => {
    const document = parsed(`[${elements.join(',')}]`);
    if ('fault' in document) return document.fault;
    reportBody(document, PLACE, schema, schemaPointer, context, first);
    first += elements.length;
    elements = [];
    return null;
  };
  for await (const bytes of bodyStream(body, context.files)) {
    for (const element of reader.push(bytes)) {
      const read = jsonText(element);
      if ('fault' in read) return read.fault;
      elements.push(read.text);
    }
    const fault = elements.length < TOGETHER ? null : check();
    if (fault !== null) return fault;
  }
  const fault = elements.length === 0 ? null : check();
  return fault ?? (reader.isWhole ? null : 'is not JSON');
}
