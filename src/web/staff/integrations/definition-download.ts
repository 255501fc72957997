import { packArchive } from '../../../definition/document/archive.ts';
import type { IconFile } from '../../../models/icon-files.ts';
import { may } from '../../../models/rights.ts';
import { attachment } from '../../kit/download.ts';
import type { SignedIn } from '../../kit/page.ts';

type Visitor = Pick<SignedIn, 'deps' | 'user'>;

/** A definition as a file to keep; without its secrets for who may not change it. @param name of the integration, and what tells the file from others of it */
export async function definitionDownload(
  visitor: Visitor,
  text: string,
  ...name: string[]
): Promise<Response> {
  const file = `${name.map(fileWords).join('-')}.yml`;
  return attachment(await yamlOf(visitor, text), file, 'application/yaml; charset=utf-8');
}

/** The same beside the icon, in one zip. */
export async function archiveDownload(
  visitor: Visitor,
  text: string,
  name: string,
  icon: IconFile | undefined,
): Promise<Response> {
  const archive = await packArchive(await yamlOf(visitor, text), icon);
  return attachment(archive, `${fileWords(name)}.zip`, 'application/zip');
}

async function yamlOf({ deps, user }: Visitor, text: string): Promise<string> {
  return await deps.writeDefinition(may(user, 'integrations:write') ? text : await deps.maskDefinition(text));
}

/** Letters and digits with dashes between: nothing that a file system or a header could take for something else. */
function fileWords(text: string): string {
  const words = text.normalize('NFC').match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return words.join('-').slice(0, 100).toWellFormed() || 'integration';
}
