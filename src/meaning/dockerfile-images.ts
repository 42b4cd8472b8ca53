/**
 * The images that a Dockerfile starts from (https://docs.docker.com/reference/dockerfile/#from). Read for what a build
 * needs: what cannot be told (a variable nobody sets) is left out.
 */

const KEYWORD = /^\s*(FROM|ARG|COPY)\s+(.*)$/i;
const STAGE = /^\d+$/;

/** @param given values of `--build-arg` */
export function dockerfileImages(text: string, given: Readonly<Record<string, string>>): string[] {
  const images = new Set<string>();
  const stages = new Set<string>(['scratch']);
  const values = new Map<string, string>();
  let inStage = false;
  for (const line of text.replaceAll(/\\\r?\n/g, ' ').split(/\r?\n/)) {
    const [, keyword = '', rest = ''] = KEYWORD.exec(line) ?? [];
    const words = rest.trim().split(/\s+/);
    switch (keyword.toUpperCase()) {
      case 'ARG':
        if (!inStage) for (const word of words) learnArgument(word, given, values);
        break;
      case 'FROM': {
        inStage = true;
        const [image = '', as, stage] = words.filter((word) => !word.startsWith('--'));
        add(image);
        if (as?.toUpperCase() === 'AS' && stage !== undefined) stages.add(stage.toLowerCase());
        break;
      }
      case 'COPY':
        for (const word of words) if (word.startsWith('--from=')) add(word.slice('--from='.length));
        break;
    }
  }
  return [...images];

  function add(written: string): void {
    const image = expand(written, values);
    if (image !== null && image !== '' && !stages.has(image.toLowerCase()) && !STAGE.test(image)) images.add(image);
  }
}

function learnArgument(word: string, given: Readonly<Record<string, string>>, values: Map<string, string>): void {
  const equals = word.indexOf('=');
  const name = equals < 0 ? word : word.slice(0, equals);
  const value = given[name] ?? (equals < 0 ? undefined : word.slice(equals + 1).replaceAll(/^["']|["']$/g, ''));
  if (value !== undefined) values.set(name, value);
}

function expand(written: string, values: ReadonlyMap<string, string>): string | null {
  let known = true;
  const text = written.replaceAll(/\$(?:\{(\w+)(?::-([^}]*))?\}|(\w+))/g, (_, braced?: string, otherwise?: string, bare?: string) => {
    const value = values.get(braced ?? bare ?? '') ?? otherwise;
    if (value === undefined) known = false;
    return value ?? '';
  });
  return known && !text.includes('$') ? text : null;
}
