/** Writes a cassette as a whole, beside the old one if there is one, which it then replaces. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { INFO_FILE_NAME, interactionFileName, writeInfo, writeInteraction } from '../cassette/format.ts';
import type { Body, BodyFiles, Cassette, FileBody, Interaction } from '../cassette/types.ts';
import { TapedeckError } from '../errors.ts';
import { type Disk, writeAll } from './disk.ts';
import { bodyFileName } from './journal-bodies.ts';
import { realWorld } from './open-cassette.ts';
import { claimWorkspace, markFinished, publish, refused, type StoreWorld } from './workspace.ts';

/** Body files nobody names do not come along. Throws TD_CASSETTE_BUSY, TD_NOT_A_CASSETTE, TD_CASSETTE_FORMAT, TD_IO. */
export async function writeCassette(path: string, cassette: Cassette, world: StoreWorld = realWorld()): Promise<void> {
  const { disk } = world;
  const workspace = claimWorkspace(world, path, 'replace');
  try {
    for (const body of wholeFiles(cassette.interactions)) await copyBody(disk, workspace.directory, body, cassette.files);
    for (const interaction of cassette.interactions) {
      disk.writeFileSync(join(workspace.directory, interactionFileName(interaction)), writeInteraction(interaction));
    }
    disk.writeFileSync(join(workspace.directory, INFO_FILE_NAME), writeInfo(cassette.info));
    markFinished(disk, workspace);
    publish(disk, workspace);
  } catch (error) {
    disk.rmSync(workspace.directory, { recursive: true, force: true });
    throw error instanceof TapedeckError ? error : refused(path, error);
  }
}

async function copyBody(disk: Disk, directory: string, body: FileBody, files: BodyFiles): Promise<void> {
  disk.mkdirSync(join(directory, 'bodies'), { recursive: true });
  const name = bodyFileName(body.sha256, body.extension);
  const hash = createHash('sha256');
  const fd = disk.openSync(join(directory, name), 'w');
  try {
    for await (const piece of files.stream(body)) {
      hash.update(piece);
      writeAll(disk, fd, piece, null);
    }
  } finally {
    disk.closeSync(fd);
  }
  if (hash.digest('hex') === body.sha256) return;
  throw new TapedeckError('TD_CASSETTE_FORMAT', `${name} is not what its name says: its bytes have another SHA-256`, {
    hint: 'Put the file back as it was, or record the cassette anew.',
  });
}

/** Each body file that is named, whole: interactions name runs of it. */
function wholeFiles(interactions: readonly Interaction[]): Iterable<FileBody> {
  const files = new Map<string, FileBody>();
  for (const body of interactions.flatMap(bodiesOf)) {
    if (body.encoding !== 'file') continue;
    const name = bodyFileName(body.sha256, body.extension);
    const bytes = Math.max(files.get(name)?.bytes ?? 0, body.offset + body.bytes);
    files.set(name, { ...body, offset: 0, bytes });
  }
  return files.values();
}

function bodiesOf({ request, outcome }: Interaction): Body[] {
  const chunks = 'chunks' in outcome ? outcome.chunks : [];
  const pieces = chunks.flatMap((chunk) => ('body' in chunk ? [chunk.body] : []));
  return [request.body, ...pieces, ...('body' in outcome ? [outcome.body] : [])];
}
