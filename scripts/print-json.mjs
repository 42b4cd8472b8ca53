/**
 * JSON that people can read and that git can compare: what fits in a line stands in a line, the rest is indented by one.
 * @param value plain JSON
 * @param width longest line, in characters
 */
export function printJson(value, width = 140) {
  return `${print(value, '', 0, width)}\n`;
}

function print(value, indent, used, width) {
  const flat = printFlat(value);
  if (value === null || typeof value !== 'object' || indent.length + used + flat.length <= width) return flat;
  const inner = `${indent} `;
  const lines = Array.isArray(value)
    ? value.map((item) => inner + print(item, inner, 1, width))
    : Object.entries(value).map(([key, item]) => {
        const name = `${JSON.stringify(key)}: `;
        return inner + name + print(item, inner, name.length + 1, width);
      });
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${lines.join(',\n')}\n${indent}${close}`;
}

function printFlat(value) {
  if (Array.isArray(value)) return `[${value.map(printFlat).join(', ')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${printFlat(item)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}
