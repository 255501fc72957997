import { sameText, type Vault } from '../../lib/crypto.ts';
import { AppError } from '../../lib/errors.ts';
import { randomToken } from '../../lib/ids.ts';
import type { Form } from './form.ts';

/** The name of the hidden field that each form carries. */
export const CSRF_FIELD = '_csrf';

/** A new text on each page, so that nothing can be learned from the sizes of compressed pages. */
export function csrfToken(vault: Vault, session: string): string {
  const nonce = randomToken(9);
  return `${nonce}.${proofOf(vault, session, nonce)}`;
}

function proofOf(vault: Vault, session: string, nonce: string): string {
  return vault.sign(`csrf:${session}:${nonce}`).slice(0, 40);
}

/** @throws AppError `forbidden` for a request that another site has made the browser send */
export function refuseForeignOrigin(request: Request, publicUrl: string): void {
  const site = request.headers.get('sec-fetch-site');
  if (site === 'same-origin' || site === 'none') return;
  const origin = request.headers.get('origin');
  const own = [new URL(publicUrl).origin, new URL(request.url).origin];
  if (site === null && origin !== null && own.includes(origin)) return;
  throw new AppError(
    'forbidden',
    'This form was sent from another site. Open the page here and send it again.',
  );
}

/** Whether a form was printed for this session. */
export function hasRightToken(vault: Vault, session: string, form: Form): boolean {
  const [nonce = '', proof = ''] = form.text(CSRF_FIELD).split('.');
  return sameText(proof, proofOf(vault, session, nonce));
}
