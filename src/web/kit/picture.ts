import type { Picture } from '../../lib/picture.ts';
import { hasSeen } from './entity-tags.ts';

/** For an address that names what it answers. */
export const FOR_EVER = 'public, max-age=31536000, immutable';

/**
 * A picture that others have given, for an `<img>`: opened by itself, it may load and run nothing either.
 * @param asked headers of the request
 * @param caching for ever where the address names its bytes
 */
export function pictureAnswer(asked: Headers, { type, bytes, hash }: Picture, caching = FOR_EVER): Response {
  const etag = `"${hash}"`;
  const headers = {
    etag,
    'cache-control': caching,
    'x-content-type-options': 'nosniff',
    'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; sandbox`,
  };
  if (hasSeen(asked, etag)) return new Response(null, { status: 304, headers });
  return new Response(new Uint8Array(bytes), { headers: { ...headers, 'content-type': type } });
}
