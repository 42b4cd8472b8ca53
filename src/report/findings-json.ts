/** Findings for programs: `{"findings": […], "summary": {…}}`. */
import type { Finding } from '../docker/finding.ts';

/** One JSON document with a final newline. Every finding has all its fields, in the order of src/docker/finding.ts. */
export function findingsJson(findings: readonly Finding[]): string {
  const counted = (severity: Finding['severity']) => findings.filter((one) => one.severity === severity).length;
  const summary = { errors: counted('error'), warnings: counted('warning'), notes: counted('note') };
  return `${JSON.stringify({ findings, summary }, null, 2)}\n`;
}
