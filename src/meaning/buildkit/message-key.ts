/**
 * Whether two gRPC messages say the same. Go writes the entries of a map in any order, so fields are sorted, within each
 * other too; and names that a client makes up for each build (its ref, its session, a context it uploads) do not count.
 */
import { readProtobuf } from '../../docker/protobuf.ts';

/** BuildKit's `identity.NewID`: 128 random bits in base 36. */
/** Where a name stands that is no field of its own: a context that the client uploads, a session that several builds share. */
const NAMED = /(buildkit-session\/|"local-sessionid:[^"]*",2:")([a-z0-9]{25})/g;
const DEEPEST = 16;

/** One text that messages of equal meaning share. */
export function messageKey(message: Buffer, madeUp: readonly string[]): string {
  let text = canonical(message, 0);
  for (const name of madeUp) if (name !== '') text = text.replaceAll(name, '*');
  return text.replace(NAMED, '$1*');
}

/** Names that the client made up beside ref and session, in the order of the attributes that hold them. */
export function otherNames(message: Buffer): string[] {
  return [...canonical(message, 0).matchAll(NAMED)].map(([, , name]) => name as string);
}

/** The attributes in it that differ, as `key=value`, for people; both lists are short as a rule. */
export function differingTexts(live: Buffer, recorded: Buffer, madeUp: readonly string[]): { live: string[]; recorded: string[] } {
  const [mine, theirs] = [textsOf(live), textsOf(recorded)].map((texts) => texts.filter((text) => !madeUp.includes(text))) as [
    string[],
    string[],
  ];
  return { live: mine.filter((text) => !theirs.includes(text)), recorded: theirs.filter((text) => !mine.includes(text)) };
}

function canonical(bytes: Buffer, depth: number): string {
  const text = bytes.toString('latin1');
  // What can be read by people is text, though by chance it might be a message as well.
  const fields = depth > DEEPEST || /^[\x20-\x7e]*$/.test(text) ? null : readProtobuf(bytes);
  if (fields === null) return JSON.stringify(text);
  const parts = fields.map(
    ({ number, wire, bytes: value }) => `${number}:${wire === 2 ? canonical(value, depth + 1) : value.toString('hex')}`,
  );
  return `{${parts.sort().join(',')}}`;
}

function textsOf(bytes: Buffer, depth = 0): string[] {
  const fields = depth > DEEPEST ? null : readProtobuf(bytes);
  if (fields === null) return [];
  const texts = fields.filter(({ wire }) => wire === 2).map(({ bytes: value }) => value);
  const readable = texts.filter((value) => /^[\x20-\x7e]+$/.test(value.toString('latin1')));
  // An entry of a map: its key and its value.
  if (readable.length === fields.length && fields.length === 2) return [readable.map((value) => value.toString('latin1')).join('=')];
  return texts.flatMap((value) => (readable.includes(value) ? [value.toString('latin1')] : textsOf(value, depth + 1)));
}
