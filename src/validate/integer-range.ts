/** Whether integers, as text, fit the types of Go that engines and clients keep them in. */

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;
const UINT64_MAX = 2n ** 64n - 1n;

/** @param text digits, perhaps with a sign */
export function isInteger64(text: string): boolean {
  // Most numbers are short: those fit.
  if (text.length < 19) return true;
  const value = BigInt(text.replace(/^[+]/, ''));
  return value >= INT64_MIN && value <= INT64_MAX;
}

/** @param text digits, perhaps with a sign */
export function isUnsigned64(text: string): boolean {
  const value = BigInt(text.replace(/^[+]/, ''));
  return value >= 0n && value <= UINT64_MAX;
}
