/** "changed: Region, Shop; version: 2": what a row of the audit says beside what was done. */
export function auditDetails(details: Record<string, string | number | boolean | null | string[]>): string {
  return Object.entries(details)
    .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(', ') : value}`)
    .join('; ');
}
