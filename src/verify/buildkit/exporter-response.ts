/** What an engine says that a build has made. */
import { readProtobuf } from '../../docker/protobuf.ts';
import { canonicalImage } from '../../meaning/image-names.ts';
import { bareId, type MadeThing } from '../../meaning/made-objects.ts';
import type { MadeImages } from './images-made.ts';

/** @param answer of its Solve: a map in 1, by which exporters tell what they made */
export function thingsMade({ names, image }: MadeImages, answer: Buffer): MadeThing[] {
  if (!image) return [];
  const said = exporterResponse(answer);
  const id = said.get('containerimage.config.digest') ?? said.get('containerimage.digest') ?? null;
  const thing = (name: string | null, of: string | null): MadeThing => ({ kind: 'image', id: of, name, perhaps: true });
  return [...names.map((name) => thing(canonicalImage(name), null)), ...(id === null ? [] : [thing(null, bareId(id))])];
}

/** SolveResponse of control.proto. */
export function exporterResponse(answer: Buffer): Map<string, string> {
  const entries = (readProtobuf(answer) ?? []).filter(({ number, wire }) => number === 1 && wire === 2);
  return new Map(
    entries.map(({ bytes }) => {
      const fields = readProtobuf(bytes) ?? [];
      const text = (wanted: number) => fields.find(({ number, wire }) => number === wanted && wire === 2)?.bytes.toString('utf8') ?? '';
      return [text(1), text(2)];
    }),
  );
}
