const SECRET_NAME =
  /authorization|cookie|passw|passphrase|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|signature|credential|session|x-auth/i;

/** Whether a header, parameter or field of that name holds what opens doors: it is never shown. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}
