import { may } from '../../../models/rights.ts';
import { attachment } from '../../kit/download.ts';
import type { SignedIn } from '../../kit/page.ts';

/** A definition as a file to keep; without its secrets for who may not change it. @param name of the integration, and what tells the file from others of it */
export async function definitionDownload(
  { deps, user }: Pick<SignedIn, 'deps' | 'user'>,
  text: string,
  ...name: string[]
): Promise<Response> {
  const readable = may(user, 'integrations:write') ? text : await deps.maskDefinition(text);
  const file = `${name.map(fileWords).join('-')}.yml`;
  return attachment(await deps.writeDefinition(readable), file, 'application/yaml; charset=utf-8');
}

/** Letters and digits with dashes between: nothing that a file system or a header could take for something else. */
function fileWords(text: string): string {
  const words = text.normalize('NFC').match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return words.join('-').slice(0, 100).toWellFormed() || 'integration';
}
