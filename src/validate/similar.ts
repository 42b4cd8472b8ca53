/** Which of several names was meant: the one with the fewest letters to change. */

/** Orders names by how few changes lead to `name`, whatever their case; equally near ones as they stood. */
export function bySimilarity(name: string): (a: string, b: string) => number {
  const distances = new Map<string, number>();
  const distance = (other: string): number => {
    const known = distances.get(other) ?? editDistance(name.toLowerCase(), other.toLowerCase());
    distances.set(other, known);
    return known;
  };
  return (a, b) => distance(a) - distance(b);
}

/** How many letters to insert, drop or replace (Levenshtein). */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
