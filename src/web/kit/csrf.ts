import { sameText, type Vault } from '../../lib/crypto.ts';
import { AppError } from '../../lib/errors.ts';
import { hostName, isLocalName } from '../../lib/host-names.ts';
import { randomToken } from '../../lib/ids.ts';
import type { Deps } from './deps.ts';
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
export function refuseForeignOrigin(request: Request, deps: Pick<Deps, 'publicUrl' | 'settings'>): void {
  const site = request.headers.get('sec-fetch-site');
  if (site === 'same-origin' || site === 'none') return;
  const origin = request.headers.get('origin');
  if (site === null && origin !== null && isOwnOrigin(origin, request, deps)) return;
  throw new AppError(
    'forbidden',
    'This form was sent from another site. Open the page here and send it again.',
  );
}

/** Where nobody has said what the public address is, browsers come by any local name or address of this machine. */
function isOwnOrigin(
  origin: string,
  { url }: Request,
  { publicUrl, settings }: Pick<Deps, 'publicUrl' | 'settings'>,
): boolean {
  if (origin === new URL(publicUrl()).origin) return true;
  if (settings.STEPWELL_URL !== undefined) return false;
  const own = new URL(url);
  const name = hostName(own.host);
  return origin === own.origin && name !== undefined && isLocalName(name);
}

/** Whether a form was printed for this session. */
export function hasRightToken(vault: Vault, session: string, form: Form): boolean {
  const [nonce = '', proof = ''] = form.text(CSRF_FIELD).split('.');
  return sameText(proof, proofOf(vault, session, nonce));
}
