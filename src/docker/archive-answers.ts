/** Operations whose answers are tar archives, whatever the description calls them (docs of `docker export`, `save`, `cp`). */
export const ARCHIVE_ANSWERS: ReadonlySet<string> = new Set(['ContainerArchive', 'ContainerExport', 'ImageGet', 'ImageGetAll']);
