/** DOCKER_HOST of this process, for as long as a cassette is in use: clients read it when they are made. */
import { environmentFor } from '../cli/wrapped-command.ts';

/** Lets it lead there; gives what puts everything back as it was. */
export function borrowEnvironment(dockerHost: string): () => void {
  const before = { ...process.env };
  const borrowed = environmentFor(dockerHost, before);
  const touched = [...new Set([...Object.keys(before), 'DOCKER_HOST'])].filter((name) => before[name] !== borrowed[name]);
  set(touched, borrowed);
  return () => set(touched, before);
}

function set(names: readonly string[], values: Readonly<Record<string, string | undefined>>): void {
  for (const name of names) {
    if (values[name] === undefined) delete process.env[name];
    else process.env[name] = values[name];
  }
}
