/**
 * gRPC messages in other words: values in their texts are replaced, and the lengths around them made right. Nothing says
 * which field of a message is a text and which another message, so what reads as text is one.
 */
import { readProtobuf, writeProtobuf } from '../docker/protobuf.ts';
import type { Difference } from './differences.ts';
import type { Substitution } from './substitution.ts';

const DEEPEST = 16;
const TEXT = /^[\x20-\x7e]*$/;

/** The very same bytes where nothing changes. */
export function sayMessage(message: Buffer, substitution: Substitution, depth = 0): Buffer {
  if (substitution.isEmpty) return message;
  const text = message.toString('latin1');
  if (depth > 0 && TEXT.test(text)) return changed(message, text, substitution.words(text));
  const fields = depth > DEEPEST ? null : readProtobuf(message);
  if (fields === null) return changed(message, text, printed(text, substitution));
  const entry = entryOf(fields.map(({ bytes }) => bytes));
  const said = fields.map((field, index) => {
    if (field.wire !== 2) return field;
    const value = entry !== null && index === 1 ? substitution.string(entry.value, keyOf(entry.key)) : null;
    const bytes = value === null ? sayMessage(field.bytes, substitution, depth + 1) : changed(field.bytes, entry?.value ?? '', value);
    return bytes === field.bytes ? field : { ...field, bytes };
  });
  return said.some((field, index) => field !== fields[index]) ? writeProtobuf(said) : message;
}

/** An attribute of two builds, or another text in what they were asked. */
export interface AttributePair {
  /** `build build-arg:PORT`; `build` for a text that has no name. */
  readonly place: string;
  readonly key: string;
  /** Null: absent. */
  readonly live: string | null;
  readonly recorded: string | null;
}

/** Where the attributes of two builds differ; null where one has others than the other. */
export function attributeDifferences(live: readonly string[], recorded: readonly string[]): Difference[] | null {
  const pairs = pairAttributes(live, recorded);
  const found = pairs.flatMap((pair) =>
    pair.live === null || pair.recorded === null ? [] : [{ ...pair, live: pair.live, recorded: pair.recorded }],
  );
  return found.length === pairs.length ? found : null;
}

/** Each attribute of the one with that of the other which has its name; those of the recorded come first. */
export function pairAttributes(live: readonly string[], recorded: readonly string[]): AttributePair[] {
  const left = [...live];
  const both = recorded.map((text): AttributePair => {
    const name = nameOf(text);
    const index = left.findIndex((candidate) => nameOf(candidate) === name);
    const [other = null] = index < 0 ? [] : left.splice(index, 1);
    return { ...at(name), recorded: valueIn(text), live: other && valueIn(other) };
  });
  return [...both, ...left.map((text) => ({ ...at(nameOf(text)), recorded: null, live: valueIn(text) }))];
}

function at(attribute: string): Pick<AttributePair, 'place' | 'key'> {
  return { place: `build ${attribute}`.trimEnd(), key: keyOf(attribute) };
}

function nameOf(text: string): string {
  return text.slice(0, Math.max(0, text.indexOf('=')));
}

function valueIn(text: string): string {
  return text.slice(text.indexOf('=') + 1);
}

/** `run` of `label:run`. */
function keyOf(attribute: string): string {
  return attribute.replace(/^(?:label|build-arg):/, '');
}

/** An entry of a map of texts. */
function entryOf(values: readonly Buffer[]): { readonly key: string; readonly value: string } | null {
  const [key, value] = values.map((bytes) => bytes.toString('latin1'));
  return values.length === 2 && key !== undefined && value !== undefined && TEXT.test(key) && TEXT.test(value) ? { key, value } : null;
}

/** What a step of the build printed. */
function printed(text: string, substitution: Substitution): string {
  let said = '';
  let at = 0;
  for (const { start, end, to } of substitution.findInText(text)) {
    said += text.slice(at, start) + to;
    at = end;
  }
  return said + text.slice(at);
}

function changed(bytes: Buffer, before: string, after: string): Buffer {
  return before === after ? bytes : Buffer.from(after, 'latin1');
}
