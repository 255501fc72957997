import { statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import * as v from 'valibot';
import { createCatalog } from '../components/catalog.ts';
import { builtInComponents } from '../components/registry.ts';
import { openDataFolder } from '../db/data-folder.ts';
import type { Settings } from '../lib/config.ts';
import { AppError, messageOf } from '../lib/errors.ts';
import { writeAs } from '../models/audit.ts';
import { commandAuthor } from '../models/authors.ts';
import { componentManifest } from '../models/component-manifest.ts';
import { keepBundle, publishComponent, publishedComponents } from '../models/custom-components.ts';
import { openBundleReader } from '../outside.ts';
import { callServer } from './api-client.ts';
import type { Command } from './command.ts';

const USAGE =
  'Say what to do: stepwell component publish DIR|ZIP|FILE.js, or stepwell component manifest KEY';

/** `stepwell component publish …` and `stepwell component manifest KEY`: in the data folder, or in a running server. */
export const component: Command = {
  summary:
    'publish DIR|ZIP|FILE.js makes a bundle the next version of its component; manifest KEY prints its types; with --url and --token in a running server',
  async run({ words, options }, readSettings) {
    const [verb, subject, ...more] = words;
    if (subject === undefined || more.length > 0) throw new AppError('invalid', USAGE);
    const settings = readSettings();
    const { STEPWELL_URL: url } = settings;
    const token = options.token ?? settings.STEPWELL_ADMIN_TOKEN;
    if (verb === 'publish') {
      const file = await readBundle(subject);
      const made = await (url ? publishToServer(url, token, file) : publishToFolder(settings, file));
      console.log(`${made.key} ${made.version} ${made.signature}`);
    } else if (verb === 'manifest') {
      const text = await (url ? manifestOfServer(url, token, subject) : manifestOfFolder(settings, subject));
      process.stdout.write(text);
    } else throw new AppError('invalid', USAGE);
    return 0;
  },
};

/** The file as it is; of a folder the zip that its build would have been packed to. */
async function readBundle(path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    if (!statSync(path).isDirectory()) return await Bun.file(path).bytes();
    const names = await readdir(path, { recursive: true });
    const files = names.map(
      async (name) => [name.replaceAll('\\', '/'), await contentOf(join(path, name))] as const,
    );
    const kept = (await Promise.all(files)).flatMap(([name, content]) => (content ? [[name, content]] : []));
    return new Uint8Array(zipSync(Object.fromEntries(kept)));
  } catch (error) {
    throw new AppError('invalid', `${path} cannot be read: ${messageOf(error)}.`);
  }
}

async function contentOf(path: string): Promise<Uint8Array | undefined> {
  return statSync(path).isFile() ? await Bun.file(path).bytes() : undefined;
}

type Published = { key: string; version: number; signature: string };
const Answer = v.object({ key: v.string(), version: v.number(), signature: v.string() });

async function publishToServer(
  url: string,
  token: string | undefined,
  body: Uint8Array<ArrayBuffer>,
): Promise<Published> {
  const headers = { 'content-type': 'application/zip' };
  const response = await callServer(url, token, '/components', { method: 'POST', headers, body });
  return v.parse(Answer, await response.json());
}

async function publishToFolder(settings: Settings, file: Uint8Array): Promise<Published> {
  const reader = openBundleReader(settings);
  const folder = openDataFolder(settings.STEPWELL_DATA, settings.STEPWELL_KEY, 'visit');
  try {
    const { blobs } = folder.store;
    const bundle = await keepBundle(blobs, await reader.readBundle(file));
    const author = commandAuthor('component');
    const catalog = createCatalog(builtInComponents());
    const { version } = await writeAs(folder.store, author, (tx) =>
      publishComponent(tx, { catalog, blobs }, bundle, author.name),
    );
    return { key: version.component, version: version.number, signature: version.signature };
  } finally {
    await folder.close();
    await reader.close();
  }
}

async function manifestOfServer(url: string, token: string | undefined, key: string): Promise<string> {
  const response = await callServer(url, token, `/components/${encodeURIComponent(key)}/manifest`, {});
  return await response.text();
}

async function manifestOfFolder(settings: Settings, key: string): Promise<string> {
  const folder = openDataFolder(settings.STEPWELL_DATA, settings.STEPWELL_KEY, 'visit');
  try {
    const { store } = folder;
    const catalog = createCatalog(builtInComponents());
    for (const version of await publishedComponents(store.read, store.blobs)) catalog.publish(version);
    const found = catalog.find({ key });
    if (!found) throw new AppError('not_found', `There is no component ${key} in this data folder.`);
    return componentManifest(found);
  } finally {
    await folder.close();
  }
}
