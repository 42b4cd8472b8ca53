import { fileURLToPath } from 'node:url';

/** The root of the project, with a slash at its end. */
export const PROJECT: string = fileURLToPath(new URL('../..', import.meta.url));
