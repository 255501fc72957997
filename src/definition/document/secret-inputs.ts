import type { InputDeclaration } from '../../components/component.ts';
import { kindOf } from '../../inputs/registry.ts';
import { isSecretInput } from '../../lib/secret-fields.ts';

/** Whether what is written into an input is not for showing: declared as a password, or named like one. */
export function isSecret(name: string, declared?: Pick<InputDeclaration, 'type'>): boolean {
  if (declared) return kindOf(declared).isSecret;
  return isSecretInput(name);
}

const SCHEME = /^\s*(basic|bearer|token|apikey|digest)\b\s*(.*)$/is;

/** What of a text under such a name is the secret: of `Bearer abc` only what comes after the scheme. */
export function secretPart(text: string): string {
  return (SCHEME.exec(text)?.[2] ?? text).trim();
}
