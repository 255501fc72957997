import type { Audience } from './audience.ts';

/** What every answer to a browser carries. The nonce is for the one `<style>` of a white-labelled page. */
export function sealPage(
  headers: Headers,
  nonce: string,
  isHttps: boolean,
  { frameAncestors, openerPolicy }: { frameAncestors: string } & Pick<Audience['headers'], 'openerPolicy'>,
): void {
  const policy = [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self' 'nonce-${nonce}'`,
    `img-src 'self' data:`,
    `connect-src 'self'`,
    `form-action 'self'`,
    `base-uri 'none'`,
    `frame-ancestors ${frameAncestors}`,
  ];
  // A file that somebody else has written brings a stricter one.
  if (!headers.has('content-security-policy')) headers.set('content-security-policy', policy.join('; '));
  headers.set('x-content-type-options', 'nosniff');
  headers.set('referrer-policy', 'same-origin');
  headers.set('cross-origin-opener-policy', openerPolicy);
  headers.set('permissions-policy', 'camera=(), geolocation=(), microphone=()');
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
  if (isHttps) headers.set('strict-transport-security', 'max-age=31536000');
}
