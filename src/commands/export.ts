import { openDataFolder } from '../db/data-folder.ts';
import { exportDefinition } from '../definition/document/export.ts';
import { AppError } from '../lib/errors.ts';
import { getDraft } from '../models/integrations.ts';
import { callServer } from './api-client.ts';
import type { Command } from './command.ts';

/** `stepwell export ID`: the draft as YAML, from the data folder or from a running server. */
export const exportIntegration: Command = {
  summary: 'prints the definition of an integration as YAML; with --url and --token from a running server',
  async run(args, readSettings) {
    const [id, ...more] = args.words;
    if (id === undefined || more.length > 0)
      throw new AppError('invalid', 'Name one integration: stepwell export ID');
    const settings = readSettings();
    const { STEPWELL_URL: url } = settings;
    const text = url
      ? await exportFromServer(url, args.options.token ?? settings.STEPWELL_ADMIN_TOKEN, id)
      : await exportFromFolder(settings.STEPWELL_DATA, settings.STEPWELL_KEY, id);
    process.stdout.write(text);
    return 0;
  },
};

async function exportFromServer(url: string, token: string | undefined, id: string): Promise<string> {
  const path = `/integrations/${encodeURIComponent(id)}/definition`;
  const response = await callServer(url, token, path, { headers: { accept: 'application/yaml' } });
  return await response.text();
}

async function exportFromFolder(path: string, key: string | undefined, id: string): Promise<string> {
  const folder = openDataFolder(path, key, 'visit');
  try {
    return exportDefinition((await getDraft(folder.store.read, id)).definition);
  } finally {
    await folder.close();
  }
}
