/**
 * Messages come from another site: what is no object is an empty one.
 * @param {unknown} value
 * @returns {Record<string, unknown>}
 */
export function asRecord(value) {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
