/** A browser drops the first line break in a textarea, so a text that begins with one gets a second. */
export function textareaText(text: string): string {
  return text.startsWith('\n') ? `\n${text}` : text;
}
