const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** What a piece of HTML says, without its markup. It is text: whoever shows it escapes it. */
export function plainText(html: string): string {
  return html
    .replaceAll(/<(script|style)\b[\s\S]*?<\/\1\s*>/gi, ' ')
    .replaceAll(/<[^<>]*>/g, ' ')
    .replaceAll(/&(?:#(\d{1,7})|([a-z]+));/gi, (whole, code, name) =>
      code ? letterOf(Number(code)) : (ENTITIES[String(name).toLowerCase()] ?? whole),
    )
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function letterOf(code: number): string {
  return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : '';
}
