/** A text whose lines all end alike: browsers send the ends of lines as they like. */
export function withPlainEnds(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n');
}

/** A text as a field of one line prints it and sends it back. */
export function inOneLine(text: string): string {
  return text.replaceAll(/[\r\n]/g, '').trim();
}
