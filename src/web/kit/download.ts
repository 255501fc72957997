/** A file to keep. What others have written is never opened: whatever it is, it does nothing here. */
export function attachment(
  body: string | Blob | Uint8Array | ReadableStream,
  name: string,
  type = 'application/octet-stream',
): Response {
  return new Response(body instanceof Uint8Array ? new Uint8Array(body) : body, {
    headers: {
      'content-type': type,
      'content-disposition': disposition(name),
      'x-content-type-options': 'nosniff',
      'content-security-policy': `default-src 'none'; sandbox`,
    },
  });
}

/** Headers are ASCII: a name that is not stands in them twice, the second time as RFC 5987 writes it. */
function disposition(name: string): string {
  // Some browsers would read a percent sign as the beginning of an escape.
  const plain = name.normalize('NFKD').replace(/[^\x20-\x7e]|["\\%]/g, '');
  const escaped = encodeURIComponent(name).replace(
    /['()*]/g,
    (each) => `%${each.charCodeAt(0).toString(16)}`,
  );
  return `attachment; filename="${plain}"${plain === name ? '' : `; filename*=UTF-8''${escaped}`}`;
}
