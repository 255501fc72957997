/** How deep the JSON of a body may nest. */
export const MOST_LEVELS = 512;

const QUOTE = 34;
const BACKSLASH = 92;

/** Index of the quote that closes the string opened before `from`; the text's length where none does. */
function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at !== -1; at = text.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return at;
  }
  return text.length;
}

/**
 * Whether JSON text nests deeper than `max`, known before it is parsed: JSON.parse takes a million levels and whatever
 * walks the result then overflows its stack. Text that is no JSON may get either answer; parsing refuses it anyway.
 */
export function jsonDepthExceeds(text: string, max: number): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = closingQuote(text, at + 1);
    // [ and { differ in one bit, and so do ] and }
    else if ((code | 32) === 123) {
      if (++depth > max) return true;
    } else if ((code | 32) === 125) depth--;
  }
  return false;
}
