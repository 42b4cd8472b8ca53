/** The body of an answer that both sides gave with one status, by what it is. */
import type { Json } from '../../cassette/json.ts';
import type { ApiDescription } from '../../docker/schema-types.ts';
import type { Told } from '../types.ts';
import { answerBytes, answerDigest, answerLength, isWholeAnswer, TEXT_LIMIT } from './answer-bytes.ts';
import { compareEvents } from './compare-events.ts';
import { compareJson } from './compare-json.ts';
import { comparePrinted } from './compare-printed.ts';
import { compareProgress } from './compare-progress.ts';
import { compareTars } from './compare-tars.ts';
import { shown, shownBoth } from './differences.ts';
import { documentsIn } from './documents.ts';
import { eventWindow } from './event-window.ts';
import type { Walk } from './json-values.ts';
import { Place } from './place.ts';
import { SchemaNode } from './schema-walk.ts';
import { sayTheSame } from './texts.ts';

type Form = 'printed' | 'progress' | 'events' | 'samples' | 'tar' | 'images' | 'other-protocol';

/** What is no plain document. */
const FORMS: Readonly<Record<string, Form>> = {
  ContainerAttach: 'printed',
  ContainerLogs: 'printed',
  ExecStart: 'printed',
  ServiceLogs: 'printed',
  TaskLogs: 'printed',
  ImageCreate: 'progress',
  ImageBuild: 'progress',
  ImageLoad: 'progress',
  ImagePush: 'progress',
  PluginPull: 'progress',
  PluginPush: 'progress',
  PluginUpgrade: 'progress',
  SystemEvents: 'events',
  ContainerStats: 'samples',
  ContainerArchive: 'tar',
  ContainerExport: 'tar',
  ImageGet: 'images',
  ImageGetAll: 'images',
  // BuildKit talks gRPC there, and a websocket has frames of its own.
  Session: 'other-protocol',
  BuildKitGrpc: 'other-protocol',
  ContainerAttachWebsocket: 'other-protocol',
};

const BODY = '/outcome/body/data';
const CHUNKS = '/outcome/chunks';

export async function compareAnswer(recorded: Told, live: Told, description: ApiDescription | null, walk: Walk): Promise<void> {
  const form = FORMS[walk.operation ?? ''];
  const { outcome } = recorded.interaction;
  const place = new Place(outcome.kind === 'whole' ? BODY : CHUNKS);
  if (form === 'other-protocol' || (outcome.kind === 'hijacked' && form !== 'printed')) return;
  if ((form === 'tar' || form === 'images') && recorded.interaction.request.method === 'GET') {
    if (!(await compareTars(recorded, live, place, walk, { images: form === 'images' }))) await compareDigests(recorded, live, place, walk);
    return;
  }
  if (answerLength(recorded) > TEXT_LIMIT || answerLength(live) > TEXT_LIMIT) {
    await compareDigests(recorded, live, place, walk);
    return;
  }
  if (form === 'printed') comparePrinted(recorded, live, place, walk.identities, walk.found);
  else compareText(recorded, live, form ?? null, { place, schema: schemaOf(recorded, description), walk });
}

interface Text {
  readonly place: Place;
  readonly schema: SchemaNode | null;
  readonly walk: Walk;
}

function compareText(recorded: Told, live: Told, form: Form | null, { place, schema, walk }: Text): void {
  const [text, other] = [recorded, live].map((told) => answerBytes(told).toString('utf8')) as [string, string];
  const open = !isWholeAnswer(recorded) || !isWholeAnswer(live);
  const [was, is] = [documentsIn(text, !isWholeAnswer(recorded)), documentsIn(other, !isWholeAnswer(live))];
  if (was === null || is === null) {
    const isCut = open && (other.startsWith(text) || text.startsWith(other));
    if (isCut || sayTheSame(text.trim(), other.trim(), 'engine', walk.identities)) return;
    const [before, now] = shownBoth(text, other);
    walk.found.add('changed', 'content', place, { recorded: text, live: other }, () => `the answer is ${now}, it was ${before}`);
    return;
  }
  switch (form) {
    case 'events':
      compareEvents(was, is, place, walk, eventWindow(recorded, live, open));
      return;
    case 'progress':
      compareProgress(was, is, place, walk);
      return;
    case 'samples':
      // How many there were is a matter of time, and what they say is too.
      if (was[0] !== undefined && is[0] !== undefined) compareJson(was[0], is[0], place, schema, { ...walk, shapeOnly: true });
      return;
    default:
      compareDocuments(was, is, open, { place: new Place(BODY), schema, walk });
  }
}

function compareDocuments(was: readonly Json[], is: readonly Json[], open: boolean, { place, schema, walk }: Text): void {
  for (const [index, document] of was.entries()) {
    const other = is[index];
    if (other !== undefined) compareJson(document, other, place, schema, walk);
    else if (!open) {
      walk.found.add('breaking', 'gone', place, { recorded: document, live: null }, () => `the answer is empty, it was ${shown(document)}`);
    }
  }
  if (!open && is.length > was.length) {
    const fresh = is[was.length] as Json;
    walk.found.add('added', 'new', place, { recorded: null, live: fresh }, () => `the answer has more: ${shown(fresh)}`);
  }
}

async function compareDigests(recorded: Told, live: Told, place: Place, walk: Walk): Promise<void> {
  const [was, is] = [await answerDigest(recorded), await answerDigest(live)];
  if (was === is || !isWholeAnswer(recorded) || !isWholeAnswer(live)) return;
  const [length, other] = [answerLength(recorded), answerLength(live)];
  walk.found.add(
    'changed',
    'content',
    place,
    { recorded: was, live: is },
    () => `the answer has other bytes (${other}; they were ${length})`,
  );
}

function schemaOf({ interaction: { operation, outcome } }: Told, description: ApiDescription | null): SchemaNode | null {
  if (description === null || operation === null || !('head' in outcome)) return null;
  const schema = description.operations[operation]?.responses[String(outcome.head.status)]?.schema;
  return schema === undefined ? null : new SchemaNode(schema, description.definitions.response);
}
