import { type Place, Secret, type Vault } from './crypto.ts';
import { inTurns } from './in-turns.ts';
import type { Mask, Redactor } from './redact.ts';
import { LARGE_TEXT } from './text-pieces.ts';

/** What texts are sealed with where they would show a secret. */
export type Sealing = { vault: Vault; redact: Redactor };

// No JSON begins like this.
const SEALED = 'v1.';

/** A text ready to be stored: sealed when the redactor would change it, since then it holds a secret. */
function sealedIfSecret(text: string, { vault, redact }: Sealing, place: Place): string {
  return redact(text) === text ? text : vault.seal(new Secret(text), place);
}

/** The same, in turns where the text is large, masked elsewhere if need be. */
export function sealedIfSecretInTurns(
  text: string,
  sealing: Sealing & { mask: Mask | undefined },
  place: Place,
): string | Promise<string> {
  return text.length > LARGE_TEXT ? largeSealed(text, sealing, place) : sealedIfSecret(text, sealing, place);
}

async function largeSealed(
  text: string,
  { vault, redact, mask }: Sealing & { mask: Mask | undefined },
  place: Place,
): Promise<string> {
  if ((await redact.inTurns(text, mask)) === text) return text;
  return await inTurns(vault.sealing(new Secret(text), place));
}

/** Whether a text was sealed because it holds a secret. */
export function isSealed(text: string): boolean {
  return text.startsWith(SEALED);
}

/** A JSON text that was sealed, or was not. */
export function unsealed(text: string, vault: Vault, place: Place): string {
  return isSealed(text) ? vault.open(text, place).reveal() : text;
}

/** The same, in turns where the text is large. */
export async function unsealedInTurns(text: string, vault: Vault, place: Place): Promise<string> {
  return isSealed(text) ? (await inTurns(vault.opening(text, place))).reveal() : text;
}

/** The same text for another place, since what is sealed opens only where it lives; in turns where it is large. */
export async function resealed(text: string, vault: Vault, from: Place, to: Place): Promise<string> {
  if (!isSealed(text)) return text;
  return await inTurns(vault.sealing(await inTurns(vault.opening(text, from)), to));
}
