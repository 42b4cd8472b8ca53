import type { CommandGroup } from '../command-spec.ts';

export const api: CommandGroup = {
  name: 'api',
  summary: 'Say what tapedeck knows of the Docker Engine API',
  text: 'From the API descriptions that tapedeck has, corrected where they are known to be wrong. No engine is asked.',
};
