/** "1 Get order"; the trigger has no number. */
export function stepName({ number, name }: { number: string; name: string }): string {
  return number === 'trigger' ? name : `${number} ${name}`;
}
