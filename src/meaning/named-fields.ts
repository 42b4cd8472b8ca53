/** Fields of requests and answers that say one thing under several names, or whose keys are names. */

/** Fields whose keys are names. */
export const NAMED_KEYS: ReadonlySet<string> = new Set(['EndpointsConfig', 'Networks']);
/** Where the name of an object stands, whatever a request called the place. */
export const NAME_KEYS: readonly string[] = ['Name', 'Names', 'name', 'container', 'id'];
/** Where the words of a command stand, each by itself. */
export const COMMAND_KEYS: ReadonlySet<string> = new Set(['Cmd', 'Entrypoint', 'Args', 'Path', 'entrypoint', 'arguments']);
/** Where they stand as one text, or with other words: lists, events, processes, histories. */
export const COMMAND_LINE_KEYS: ReadonlySet<string> = new Set(['Command', 'Action', 'status', 'Processes', 'CreatedBy']);
