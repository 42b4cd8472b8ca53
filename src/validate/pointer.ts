/** JSON pointers (RFC 6901) into interactions. */

export function appendPointer(pointer: string, segment: string | number): string {
  return `${pointer}/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** The path as people write it: `/HostConfig/Mounts/0/Type` is `HostConfig.Mounts[0].Type`. '' is "the body". */
export function readablePath(pointer: string): string {
  if (pointer === '') return 'the body';
  let path = '';
  for (const segment of pointer.split('/').slice(1)) {
    const name = segment.replaceAll('~1', '/').replaceAll('~0', '~');
    if (/^\d+$/.test(name)) path += `[${name}]`;
    else if (/^[\w-]+$/.test(name)) path += path === '' ? name : `.${name}`;
    else path += `[${JSON.stringify(name)}]`;
  }
  return path;
}
