/** Whether a content type says JSON: `application/json`, `text/json`, `application/…+json`. */
export function isJson(contentType: string): boolean {
  return /^(application|text)\/([\w.-]+\+)?json\b/i.test(contentType);
}

/** Whether a content type says a form whose fields are written like a query. */
export function isUrlEncoded(contentType: string): boolean {
  return /^application\/x-www-form-urlencoded\b/i.test(contentType);
}

/** Whether a content type says a form of parts. */
export function isMultipart(contentType: string): boolean {
  return /^multipart\/form-data\b/i.test(contentType);
}

/** Whether a content type says what nobody reads as text. */
export function isBinary(contentType: string): boolean {
  return /^(image|audio|video|font)\/(?!svg)|^application\/(octet-stream|pdf|zip|gzip|x-tar|msgpack|x-msgpack)\b/i.test(
    contentType,
  );
}

/**
 * Parameters of a header such as `text/plain; charset="utf-8"`, names in lower case; the first of a name counts. One
 * pass, since the header is a stranger's.
 */
export function parametersOf(header: string): Map<string, string> {
  const found = new Map<string, string>();
  let from = header.indexOf(';') + 1;
  while (from > 0) {
    const equals = header.indexOf('=', from);
    if (equals === -1) break;
    const before = header.slice(from, equals);
    const name = before
      .slice(before.lastIndexOf(';') + 1)
      .trim()
      .toLowerCase();
    const { text, end } = valueAt(header, equals + 1);
    if (name !== '' && !found.has(name)) found.set(name, text);
    from = header.indexOf(';', end) + 1;
  }
  return found;
}

function valueAt(header: string, from: number): { text: string; end: number } {
  let at = from;
  while (header[at] === ' ' || header[at] === '\t') at += 1;
  if (header[at] !== '"') {
    const end = header.indexOf(';', at);
    const stop = end === -1 ? header.length : end;
    return { text: header.slice(at, stop).trim(), end: stop };
  }
  let text = '';
  for (at += 1; at < header.length && header[at] !== '"'; at += 1) {
    const isEscape = header[at] === '\\' && (header[at + 1] === '"' || header[at + 1] === '\\');
    if (isEscape) at += 1;
    text += header[at];
  }
  return { text, end: at };
}
