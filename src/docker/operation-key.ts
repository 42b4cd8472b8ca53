/** The same for two operations that a request cannot tell apart: names of path parameters do not count. */
export function operationKey({ method, path }: { readonly method: string; readonly path: string }): string {
  return `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`;
}
