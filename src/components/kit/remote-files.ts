import type {
  ConnectionValue,
  Params,
  PartContext,
  State,
  Trigger,
  TriggerPayload,
  TriggerResult,
} from '../component.ts';
import { InputError } from '../conversions.ts';
import { read } from '../read.ts';
import { isRecord, ownValue, setOwn } from '../records.ts';
import { POLLED_PREFIX } from '../reserved.ts';
import { textOf } from './answers.ts';
import { connectionInput } from './connections.ts';
import { flag, needed, text } from './fields.ts';
import { connectionIn, type Service } from './service.ts';

/** What a folder of a server of files has: a file, or a folder. */
export type Entry = { name: string; isFolder: boolean; size: number; modifiedAt: number };

/** The same, with its whole path. */
export type Found = Entry & { path: string };

/** What is known of a file to see whether it has changed. */
export type Watched = Pick<Found, 'path' | 'size' | 'modifiedAt'>;

const MOST_FOUND = 100_000;
const MOST_DEPTH = 64;
/** What the state of a flow is to remember. */
export const MOST_WATCHED = 10_000;

export const folderPath = needed(
  text('path', 'Path', 'The folder on the server.', { example: '/path/to/folder' }),
);
export const pattern = text(
  'pattern',
  'Pattern',
  'Only files whose names are like this: * stands for any text, ? for a character.',
  { default: '*', example: '*.csv' },
);
export const includeSubdirectories = flag(
  'includeSubdirectories',
  'Include subfolders',
  'Whether the folders in it are gone through, too.',
);

export const joinedPath = (folder: string, name: string): string =>
  folder === '' || folder.endsWith('/') ? `${folder}${name}` : `${folder}/${name}`;

/** Whether a name is like the pattern; an empty one takes all. */
export function nameFilter(pattern: string): (name: string) => boolean {
  if (pattern === '' || pattern === '*') return () => true;
  const glob = new Bun.Glob(pattern);
  return (name) => glob.match(name);
}

/**
 * What a folder has, and its folders where that is asked for, in the order of the paths.
 * @param list what one folder has, without itself and the one above
 */
export async function found(
  list: (folder: string) => Promise<Entry[]>,
  folder: string,
  isDeep: boolean,
): Promise<Found[]> {
  const all: Found[] = [];
  const visit = async (path: string, depth: number): Promise<void> => {
    for (const entry of await list(path)) {
      const whole = { ...entry, path: joinedPath(path, entry.name) };
      all.push(whole);
      if (all.length > MOST_FOUND)
        throw new InputError(
          `The folder has more than ${MOST_FOUND} files and folders: name one of the folders in it.`,
        );
      if (isDeep && entry.isFolder && depth < MOST_DEPTH) await visit(whole.path, depth + 1);
    }
  };
  await visit(folder, 0);
  return all.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

const ownPlace = (params: Params) =>
  POLLED_PREFIX + JSON.stringify(['files', textOf(params.path), textOf(params.pattern)]);

/** What has come or changed since the state was written, which then knows it. */
export function changes(state: State, place: string, files: readonly Watched[]) {
  const kept = ownValue(state, place);
  const known = isRecord(kept) ? kept : {};
  const now = {};
  const newFiles: Watched[] = [];
  const modifiedFiles: Watched[] = [];
  for (const { path, size, modifiedAt } of files) {
    const mark = `${size} ${modifiedAt}`;
    const before = ownValue(known, path);
    if (before !== mark) (before === undefined ? newFiles : modifiedFiles).push({ path, size, modifiedAt });
    setOwn(now, path, mark);
  }
  setOwn(state, place, now);
  return { newFiles, modifiedFiles };
}

type Watch<Client> = {
  service: Service;
  server: string;
  session(
    context: PartContext,
    connection: ConnectionValue,
    path: string,
    work: (client: Client) => Promise<Found[]>,
  ): Promise<Found[]>;
  /** What one folder has. */
  entriesOf(client: Client, folder: string): Promise<Entry[]>;
};

/** A trigger that looks into a folder on a schedule. */
export function watchedFolder<Client>({ service, server, session, entriesOf }: Watch<Client>): Trigger {
  const connection = connectionInput(service.connectionKey, 'The connection to the server.');
  const fields = [folderPath, pattern, includeSubdirectories];
  async function list(context: PartContext, params: Params): Promise<Found[]> {
    const path = textOf(folderPath.value(params));
    const isDeep = includeSubdirectories.value(params) === true;
    return await session(context, connectionIn(service, params), path, (client) =>
      found((folder) => entriesOf(client, folder), path, isDeep),
    );
  }
  return {
    key: 'newOrModifiedFiles',
    display: {
      label: 'New or modified files',
      description: `Starts the flow on its schedule with the files of a folder on ${server} that have come or changed since the last run.`,
    },
    inputs: [connection, ...fields.map(({ input }) => input)],
    scheduleSupport: 'required',
    synchronousResponseSupport: 'invalid',
    isPollingTrigger: true,
    stateReads: (params) => [{ state: 'instanceState', keys: [ownPlace(params)] }],
    async perform(context, payload: TriggerPayload, params): Promise<TriggerResult> {
      const isLike = nameFilter(read.text(params, pattern.input));
      const files = (await list(context, params)).filter(({ name, isFolder }) => !isFolder && isLike(name));
      if (files.length > MOST_WATCHED)
        throw new InputError(
          `The folder has ${files.length} files, and ${MOST_WATCHED} are watched at most: move those that are done with, or give a pattern.`,
        );
      const data = changes(context.instanceState, ownPlace(params), files);
      const isUnchanged = data.newFiles.length === 0 && data.modifiedFiles.length === 0;
      return {
        payload: { ...payload, body: { data, contentType: 'application/json' } },
        ...(isUnchanged ? { resultType: 'polled_no_changes' } : {}),
      };
    },
    examplePayload: {
      payload: {
        body: {
          data: {
            newFiles: [{ path: '/orders/42.csv', size: 120, modifiedAt: 1_782_000_000_000 }],
            modifiedFiles: [],
          },
          contentType: 'application/json',
        },
      },
    },
  };
}
