const SECRET_NAME =
  /authorization|cookie|passw|passphrase|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|signature|credential|session|x-auth/i;

/** Whether a header, parameter or field of that name holds what opens doors: it is never shown. */
export function isSecretName(name: string): boolean {
  const known = verdicts.get(name);
  if (known !== undefined) return known;
  const verdict = SECRET_NAME.test(name);
  if (verdicts.size < MOST_KNOWN && name.length < LONGEST_KNOWN) verdicts.set(name, verdict);
  return verdict;
}

// Each call has the same few headers.
const verdicts = new Map<string, boolean>();
const MOST_KNOWN = 1000;
const LONGEST_KNOWN = 100;
