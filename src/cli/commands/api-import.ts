import { command } from '../command-spec.ts';
import { apiOptions, reportOptions } from '../options.ts';

export const apiImport = command({
  group: 'api',
  usage: 'import <file>',
  summary: 'Add an API version from its description, to be used at once',
  text: `FILE is a description as Docker publishes it (Swagger 2.0 in YAML): v1.56.yaml of api/docs, or api/swagger.yaml, of https://github.com/moby/moby. What tapedeck needs of it is written as 1.56.json below $XDG_DATA_HOME/docker-tapedeck/api (~/.local/share/… by default), or into --api-dir, and counts for every command from then on. To forget it, remove that file.

A version that ships with tapedeck is replaced. What is known to be wrong in the descriptions is corrected in the new one too, where it still says the same.

Exit code: 0 imported, 3 where FILE is foreign, cut off or broken; nothing is changed then.`,
  examples: [
    ['tapedeck api import v1.56.yaml', 'then: tapedeck validate hello --api 1.56'],
    ['tapedeck api import v1.56.yaml --api-dir api', 'into the project; TAPEDECK_API_DIR=api or tapedeck.json leads there'],
  ],
  positionals: { file: { type: 'string', demandOption: true, describe: 'the description' } },
  options: {
    'allow-missing': {
      type: 'boolean',
      default: false,
      describe: 'take it though it lacks operations that the version before it has',
    },
    ...apiOptions,
    ...reportOptions,
  },
  wraps: false,
  run: async (values, world) => (await import('../api-import.ts')).apiImport(values, world),
});
