import { type Place, Secret, type Vault } from './crypto.ts';
import type { Redactor } from './redact.ts';

/** What texts are sealed with where they would show a secret. */
export type Sealing = { vault: Vault; redact: Redactor };

// No JSON begins like this.
const SEALED = 'v1.';

/** A text ready to be stored: sealed when the redactor would change it, since then it holds a secret. */
export function sealedIfSecret(text: string, { vault, redact }: Sealing, place: Place): string {
  return redact(text) === text ? text : vault.seal(new Secret(text), place);
}

/** A JSON text that was sealed, or was not. */
export function unsealed(text: string, vault: Vault, place: Place): string {
  return text.startsWith(SEALED) ? vault.open(text, place).reveal() : text;
}

/** The same text for another place, since what is sealed opens only where it lives. */
export function resealed(text: string, vault: Vault, from: Place, to: Place): string {
  return text.startsWith(SEALED) ? vault.seal(vault.open(text, from), to) : text;
}
