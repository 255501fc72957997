/** A file to keep. What others have written is never opened: whatever it is, it does nothing here. */
export function attachment(
  body: string | Uint8Array | ReadableStream,
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

/** Headers are ASCII: a name that is not stands in them twice. */
function disposition(name: string): string {
  const plain = name.normalize('NFKD').replace(/[^\x20-\x7e]|["\\]/g, '');
  const whole = plain === name ? '' : `; filename*=UTF-8''${encodeURIComponent(name)}`;
  return `attachment; filename="${plain}"${whole}`;
}
