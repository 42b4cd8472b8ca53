/** `tapedeck validate`. */
import { readFileSync } from 'node:fs';
import { sep } from 'node:path';
import { findPlaces, type TextPlace } from '../cassette/json-places.ts';
import { coverageText } from '../report/coverage-text.ts';
import type { Appendix } from '../report/findings-report.ts';
import { resolveCassettes } from '../store/find-cassettes.ts';
import { Contract } from '../validate/contract.ts';
import { Coverage } from '../validate/coverage.ts';
import { CassetteCheck } from '../validate/validate-cassette.ts';
import { EXIT } from './exit-codes.ts';
import { findingsReport } from './findings-report.ts';
import { operationFilter } from './operation-filter.ts';
import { readApi } from './options.ts';
import { progressOn } from './progress.ts';
import { readCassette } from './read-cassette.ts';
import { readablePath } from './readable-path.ts';
import type { ResultOptions } from './result.ts';
import { expectDirectory, writeResult } from './result.ts';
import type { ApiValues } from './schemas.ts';
import { importedOperations, schemasFor } from './schemas.ts';
import type { World } from './world.ts';

export interface ValidateValues extends ResultOptions, ApiValues {
  readonly cassette: readonly string[];
  readonly api: string;
  readonly strict: boolean;
  readonly coverage: boolean;
  readonly operation?: readonly string[] | undefined;
}

/** Interactions between two words on how far it is. */
const PROGRESS_EVERY = 250;

export async function validate(values: ValidateValues, world: World): Promise<number> {
  const api = readApi(values.api);
  const schemas = schemasFor(values, world);
  const coverage = values.coverage ? new Coverage() : undefined;
  const contract = new Contract(schemas, coverage);
  // Before anything else: it is a word of the command line.
  if (api !== 'recorded') contract.description(api);
  const wanted = operationFilter(values.operation, () => importedOperations(schemas));
  expectDirectory(values, world);
  const paths = await resolveCassettes(values.cassette, world.cwd);
  const report = await findingsReport(values, world);
  const progress = progressOn(world);
  const pathFromHere = (path: string) => readablePath(path, world.cwd).replaceAll(sep, '/');
  // Kept until all is checked: a cassette that cannot be read leaves no half of a result behind.
  const text = new Pieces();
  let failed = false;
  for (const [at, path] of paths.entries()) {
    const cassette = await readCassette(path);
    const check = new CassetteCheck(cassette, contract, api);
    text.add(report.cassette({ name: cassette.info.name, path: pathFromHere(path) }));
    let checked = 0;
    for (const { interaction, file } of cassette.saved) {
      if (checked++ % PROGRESS_EVERY === 0) progress.say(`${at + 1} of ${paths.length}: ${path}, interaction ${interaction.id}`);
      // Also of one that is not wanted: those that follow would miss it (a ping tells which version is spoken).
      const result = await check.check(interaction);
      if (!wanted({ operation: result.findings[0]?.operation ?? interaction.operation })) continue;
      failed ||= result.findings.some((finding) => values.strict || finding.severity === 'error');
      text.add(report.interaction({ ...result, file: file && pathFromHere(file), locate: (pointers) => locate(file, pointers) }));
    }
  }
  text.add(report.end(coverage && [coverageAppendix(coverage)]));
  progress.clear();
  writeResult(text.all, values, world);
  return failed ? EXIT.found : EXIT.fine;
}

function coverageAppendix(coverage: Coverage): Appendix {
  const json = coverage.result();
  return { name: 'coverage', json, text: (colours) => `\n${coverageText(json, colours)}` };
}

/** Where the pointers lead in a file of a cassette. */
function locate(file: string | null, pointers: readonly string[]): readonly (TextPlace | null)[] {
  try {
    if (file !== null) return findPlaces(readFileSync(file, 'utf8'), pointers);
  } catch {
    // It was there a moment ago. A report without its lines is better than none.
  }
  return pointers.map(() => null);
}

const PIECE_LENGTH = 1 << 20;

/** Text of any length: of 10,000 interactions it may be more than one string can hold. */
class Pieces {
  readonly #pieces: string[] = [];
  #last = '';

  add(text: string): void {
    this.#last += text;
    if (this.#last.length < PIECE_LENGTH) return;
    this.#pieces.push(this.#last);
    this.#last = '';
  }

  get all(): readonly string[] {
    return [...this.#pieces, this.#last];
  }
}
