/** "1 Get order"; the trigger has no number. */
export function stepName({ number, name }: { number: string; name: string }): string {
  return number === 'trigger' ? name : `${number} ${name}`;
}

/** The id of a part of a page that is about the step with that number, as a selector can name it. */
export function stepId(part: string, number: string): string {
  return `${part}-${number.replaceAll('.', '-')}`;
}
