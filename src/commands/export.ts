import { openDataFolder } from '../db/data-folder.ts';
import { packArchive } from '../definition/document/archive.ts';
import { exportDefinition } from '../definition/document/export.ts';
import { AppError } from '../lib/errors.ts';
import { findIcon } from '../models/icons.ts';
import { getDraft } from '../models/integrations.ts';
import { callServer } from './api-client.ts';
import type { Command } from './command.ts';

/** `stepwell export ID`: the draft as YAML, with `--zip` beside its icon, from the data folder or from a running server. */
export const exportIntegration: Command = {
  summary:
    'prints the definition of an integration as YAML, with --zip as a zip with its icon; with --url and --token from a running server',
  async run(args, readSettings) {
    const [id, ...more] = args.words;
    if (id === undefined || more.length > 0)
      throw new AppError('invalid', 'Name one integration: stepwell export ID');
    const settings = readSettings();
    const { STEPWELL_URL: url } = settings;
    const isZip = args.switches.has('zip');
    const file = url
      ? await exportFromServer(url, args.options.token ?? settings.STEPWELL_ADMIN_TOKEN, id, isZip)
      : await exportFromFolder(settings.STEPWELL_DATA, settings.STEPWELL_KEY, id, isZip);
    await Bun.write(Bun.stdout, file);
    return 0;
  },
};

async function exportFromServer(
  url: string,
  token: string | undefined,
  id: string,
  isZip: boolean,
): Promise<ArrayBuffer> {
  const path = `/integrations/${encodeURIComponent(id)}/definition`;
  const accept = isZip ? 'application/zip' : 'application/yaml';
  return await (await callServer(url, token, path, { headers: { accept } })).arrayBuffer();
}

async function exportFromFolder(
  path: string,
  key: string | undefined,
  id: string,
  isZip: boolean,
): Promise<string | Uint8Array> {
  const folder = openDataFolder(path, key, 'visit');
  try {
    const { read } = folder.store;
    const yaml = exportDefinition((await getDraft(read, id)).definition);
    return isZip ? await packArchive(yaml, await findIcon(read, id)) : yaml;
  } finally {
    await folder.close();
  }
}
