import * as v from 'valibot';
import { builtInCatalog } from '../components/registry.ts';
import { openDataFolder } from '../db/data-folder.ts';
import { checkDefinition } from '../definition/check/check.ts';
import { openFile } from '../definition/document/archive.ts';
import { importDefinition } from '../definition/document/import.ts';
import type { Problem } from '../definition/document/problem.ts';
import { isZip } from '../lib/bytes.ts';
import { AppError, messageOf } from '../lib/errors.ts';
import { writeAs } from '../models/audit.ts';
import { commandAuthor } from '../models/authors.ts';
import { readIcon } from '../models/icon-files.ts';
import { setIcon } from '../models/icons.ts';
import { createIntegration } from '../models/integrations.ts';
import { callServer } from './api-client.ts';
import type { Command } from './command.ts';

/** `stepwell import FILE`: into the data folder, or into a running server with `--url` and `--token`. */
export const importFile: Command = {
  summary:
    'imports a definition file, or a zip of one and its icon, and prints its id; with --url and --token into a running server',
  async run(args, readSettings) {
    const [file, ...more] = args.words;
    if (file === undefined || more.length > 0)
      throw new AppError('invalid', 'Name one file: stepwell import FILE');
    const bytes = await readBytes(file);
    const settings = readSettings();
    const { id, problems } = settings.STEPWELL_URL
      ? await importIntoServer(
          settings.STEPWELL_URL,
          args.options.token ?? settings.STEPWELL_ADMIN_TOKEN,
          bytes,
        )
      : await importIntoFolder(settings.STEPWELL_DATA, settings.STEPWELL_KEY, bytes);
    for (const { severity, path, message } of problems) console.error(`${severity}: ${path}: ${message}`);
    console.log(id);
    return 0;
  },
};

type Imported = { id: string; problems: Pick<Problem, 'severity' | 'path' | 'message'>[] };

const Answer = v.object({
  id: v.string(),
  problems: v.array(
    v.object({ severity: v.picklist(['error', 'warning', 'info']), path: v.string(), message: v.string() }),
  ),
});

async function readBytes(file: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await Bun.file(file).bytes();
  } catch (error) {
    throw new AppError('invalid', `${file} cannot be read: ${messageOf(error)}.`);
  }
}

async function importIntoServer(
  url: string,
  token: string | undefined,
  file: Uint8Array<ArrayBuffer>,
): Promise<Imported> {
  const response = await callServer(url, token, '/integrations/import', {
    method: 'POST',
    headers: { 'content-type': isZip(file) ? 'application/zip' : 'application/yaml' },
    body: file,
  });
  return v.parse(Answer, await response.json());
}

async function importIntoFolder(path: string, key: string | undefined, file: Uint8Array): Promise<Imported> {
  const opened = await openFile(file);
  const icon = opened.icon && (await readIcon(opened.icon));
  const imported = importDefinition(new TextDecoder().decode(opened.definition));
  if (!imported.ok) {
    const issues = imported.problems.map(
      (each) => `${each.line ? `line ${each.line}: ` : ''}${each.path}: ${each.message}`,
    );
    throw new AppError('invalid', `This is no definition:\n${issues.join('\n')}`);
  }
  const folder = openDataFolder(path, key, 'visit');
  try {
    const { id } = await writeAs(folder.store, commandAuthor('import'), async (tx) => {
      const made = await createIntegration(tx, imported.definition);
      if (icon) await setIcon(tx, made.id, icon);
      return made;
    });
    const checked = checkDefinition(imported.definition, builtInCatalog, imported.lineOf);
    return { id, problems: [...imported.problems, ...checked.problems] };
  } finally {
    await folder.close();
  }
}
