import { sameText, type Vault } from '../../lib/crypto.ts';

/*
 * What a form has done, said on the page that it leads to: the text stands in the address, signed, so that nobody can
 * make our pages say something by a link.
 */

/** The value of a parameter that says the text. */
export function noticeOf(vault: Vault, text: string): string {
  return `${Buffer.from(text, 'utf8').toString('base64url')}.${proofOf(vault, text)}`;
}

/** The text of such a value; undefined for what we have not written. */
export function readNotice(vault: Vault, value: string | undefined): string | undefined {
  const [encoded = '', proof = ''] = (value ?? '').split('.');
  const text = Buffer.from(encoded, 'base64url').toString('utf8');
  return text !== '' && sameText(proof, proofOf(vault, text)) ? text : undefined;
}

function proofOf(vault: Vault, text: string): string {
  return vault.sign(`notice:${text}`).slice(0, 32);
}
