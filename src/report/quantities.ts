/** Sizes and times as people read them. */

/** `0 B`, `812 B`, `1.2 kB`, `34 MB`: powers of 1000, as the docker CLI prints them. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  let value = bytes;
  let unit = '';
  for (const next of ['kB', 'MB', 'GB', 'TB']) {
    value /= 1000;
    unit = next;
    // 999.95 would print as 1000.0: that is one of the next unit.
    if (value < 999.5) break;
  }
  return `${value < 9.95 ? value.toFixed(1) : value.toFixed(0)} ${unit}`;
}

/** Milliseconds as `0.412s`, `12.030s`, `3m04.2s`. */
export function formatTime(ms: number): string {
  if (ms < 60_000) return `${(ms / 1000).toFixed(3)}s`;
  const tenths = Math.floor(ms / 100);
  const seconds = ((tenths % 600) / 10).toFixed(1).padStart(4, '0');
  return `${Math.floor(tenths / 600)}m${seconds}s`;
}

/** `1 interaction`, `3 interactions`, `1 miss`, `0 misses`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}
