import { decodeHTMLStrict } from 'entities/decode';

/** Turns character references into characters, in one pass; what is none stays as it is. */
export function decodeHtml(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|[a-z][a-z0-9]{1,31});/gi,
    (reference, hex, decimal) => {
      if (hex === undefined && decimal === undefined) return decodeHTMLStrict(reference);
      return fromCode(hex ? Number.parseInt(hex, 16) : Number(decimal)) ?? reference;
    },
  );
}

// The library reads numbers as a browser does: what is no character becomes a question mark, and the text is lost.
function fromCode(code: number): string | undefined {
  const isScalar = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isScalar ? String.fromCodePoint(code) : undefined;
}

export const encodeHtml = (text: string): string => Bun.escapeHTML(text);
