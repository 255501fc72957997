/** Whether a name was typed as it stands there. Names from files and the API may hold breaks, which a field cannot. */
export function isTyped(written: string, name: string): boolean {
  const oneLine = (text: string) => text.trim().replaceAll(/\s+/g, ' ');
  return oneLine(written) === oneLine(name);
}
