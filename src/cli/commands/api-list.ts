import { command } from '../command-spec.ts';
import { apiOptions, reportOptions } from '../options.ts';

export const apiList = command({
  group: 'api',
  usage: 'list',
  summary: 'Say which API versions are known, and which Docker brought each',
  text: `Every version listed can be given to validate --api. "derived" are those below 1.25, of which there is prose only: they are put together from the description of 1.25, and what the prose says. "imported" are those that api import has added, or put in the place of one that ships.`,
  examples: [
    ['tapedeck api list', 'the versions, oldest first'],
    ['tapedeck api list --format json', 'the same for a program'],
  ],
  positionals: {},
  options: { ...apiOptions, ...reportOptions },
  wraps: false,
  run: async (values, world) => (await import('../api-list.ts')).apiList(values, world),
});
