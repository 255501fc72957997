/** Characters from which on a text is worked on in turns. */
export const LARGE_TEXT = 256 * 1024;
const PIECE = 128 * 1024;

/** A text in pieces, none of which ends between the two halves of a character. */
export function* piecesOf(text: string): Generator<string> {
  for (let from = 0; from < text.length; ) {
    const end = from + PIECE;
    const half = text.charCodeAt(end - 1);
    const to = half >= 0xd800 && half <= 0xdbff ? end + 1 : end;
    yield text.slice(from, to);
    from = to;
  }
}

/** A text in UTF-8, after so many bytes that are left free; pauses after each piece. */
export function* bytesOf(text: string, free = 0): Generator<undefined, Buffer> {
  const bytes = Buffer.allocUnsafe(free + Buffer.byteLength(text));
  let at = free;
  for (const piece of piecesOf(text)) {
    at += bytes.write(piece, at, 'utf8');
    yield;
  }
  return bytes;
}
