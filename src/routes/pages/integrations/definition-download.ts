import { exportDefinition } from '../../../definition/export.ts';
import type { Definition } from '../../../definition/schema.ts';
import { attachment } from '../attachment.ts';

/** A definition as a file to keep. @param name of the integration, and what tells the file from others of it */
export function definitionDownload(definition: Definition, ...name: string[]): Response {
  const file = `${name.map(fileWords).join('-')}.yml`;
  return attachment(exportDefinition(definition), file, 'application/yaml; charset=utf-8');
}

/** Letters and digits with dashes between: nothing that a file system or a header could take for something else. */
function fileWords(text: string): string {
  const words = text.normalize('NFC').match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return words.join('-').slice(0, 100).toWellFormed() || 'integration';
}
