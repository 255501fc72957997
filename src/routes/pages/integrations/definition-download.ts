import { exportDefinition } from '../../../definition/export.ts';
import type { Definition } from '../../../definition/schema.ts';

/** A definition as a file to keep. @param name of the integration, and what tells the file from others of it */
export function definitionDownload(definition: Definition, ...name: string[]): Response {
  return new Response(exportDefinition(definition), {
    headers: {
      'content-type': 'application/yaml; charset=utf-8',
      'content-disposition': attachment(`${name.map(fileWords).join('-') || 'integration'}.yml`),
    },
  });
}

/** Letters and digits with dashes between: nothing that a file system or a header could take for something else. */
function fileWords(text: string): string {
  const words = text.normalize('NFC').match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return words.join('-').slice(0, 100).toWellFormed() || 'integration';
}

function attachment(file: string): string {
  const plain = file.normalize('NFKD').replace(/[^\x20-\x7e]/g, '') || 'integration.yml';
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(file)}`;
}
