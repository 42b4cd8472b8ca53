import { command } from '../command-spec.ts';
import { apiOptions, reportOptions } from '../options.ts';

export const apiShow = command({
  group: 'api',
  usage: 'show <operation..>',
  summary: 'Show one operation: parameters, body, answers, and what was corrected',
  text: `OPERATION is an id such as ContainerList, in any case of letters, or a method and a path. What is shown is what tapedeck checks: the published description with its known mistakes corrected. Schemas that have a name stand below it once.

Exit code: 0, 2 where there is no such operation, or not at that version.`,
  examples: [
    ['tapedeck api show ContainerList', 'at the newest version that is known'],
    ['tapedeck api show ContainerInspect --api 1.41', 'as it was then'],
    ['tapedeck api show GET /v1.41/containers/web/json', 'what a request in a log asks for'],
  ],
  positionals: { operation: { type: 'string', array: true, demandOption: true, describe: 'an id, or a method and a path' } },
  options: {
    api: { type: 'string', requiresArg: true, describe: 'at this version (default: the newest)' },
    ...apiOptions,
    ...reportOptions,
  },
  wraps: false,
  run: async (values, world) => (await import('../api-show.ts')).apiShow(values, world),
});
