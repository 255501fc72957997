const NUMBER = /^-?\d+(?:\.\d+)?$/;

/** A number where writing it again gives the same characters (17, -0.5), else the text: codes, phone numbers, 1.10. */
export function exactNumber(text: string): number | string {
  if (!NUMBER.test(text)) return text;
  const number = Number(text);
  return String(number) === text ? number : text;
}
