const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** As long as a page shows; files can bring megabytes. */
const LONGEST = 100_000;

/** What a piece of HTML says, without its markup. It is text: whoever shows it escapes it. */
export function plainText(html: string): string {
  return withoutPrograms(html.slice(0, LONGEST))
    .replaceAll(/<[^<>]*>/g, ' ')
    .replaceAll(/&(?:#(\d{1,7})|([a-z]+));/gi, (whole, code, name) =>
      code ? letterOf(Number(code)) : (ENTITIES[String(name).toLowerCase()] ?? whole),
    )
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** Without scripts and styles; one that never ends is text, since what follows is shown by whoever shows the whole. */
function withoutPrograms(html: string): string {
  let text = '';
  let end = 0;
  const missing = new Set<string>();
  for (const { 0: opening, 1: name = '', index } of html.matchAll(/<(script|style)\b/gi)) {
    const kind = name.toLowerCase();
    if (index < end || missing.has(kind)) continue;
    const close = kind === 'script' ? /<\/script\s*>/gi : /<\/style\s*>/gi;
    close.lastIndex = index + opening.length;
    if (close.exec(html) === null) missing.add(kind);
    else {
      text += `${html.slice(end, index)} `;
      end = close.lastIndex;
    }
  }
  return text + html.slice(end);
}

function letterOf(code: number): string {
  return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : '';
}
