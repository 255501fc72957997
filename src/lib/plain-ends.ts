/** A text whose lines all end alike: browsers send the ends of lines as they like. */
export function withPlainEnds(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n');
}
