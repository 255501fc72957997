/** An integration for each test, to which somebody adds attachments by the page. */
import { afterAll, beforeAll, beforeEach } from 'bun:test';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listAttachments } from '../../../../src/models/attachments.ts';
import { createIntegration } from '../../../../src/models/integrations.ts';
import { CSRF_FIELD } from '../../../../src/web/kit/csrf.ts';
import { openDesk } from '../../../support/app.ts';
import { csrfIn } from '../../../support/markup.ts';
import { definition } from '../../../support/records.ts';
import { type Visitor, visitorAs } from '../../../support/visitor.ts';

/** At most 2 MB each, so that a test soon has too much. */
export const LIMIT = 2 * 1024 * 1024;

export function attached() {
  const folder = mkdtempSync(join(tmpdir(), 'stepwell-attachments-'));
  const blobs = join(folder, 'blobs');
  const desk = openDesk({ 'max-attachment-mb': '2' }, folder);
  const { store } = desk.deps;
  const people: Visitor[] = [];
  let id = '';
  beforeAll(async () => {
    people.push(await visitorAs(desk, 'builder', null, 'Dana'));
  });
  beforeEach(async () => {
    id = (await store.write((tx) => createIntegration(tx, definition()))).id;
  });
  afterAll(async () => {
    await desk.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const builder = (): Visitor => {
    const [first] = people;
    if (!first) throw new Error('There is nobody yet.');
    return first;
  };
  const path = () => `/integrations/${id}/attachments`;
  const kept = async () => (await listAttachments(store.read, id, { limit: 50 })).items;
  const csrf = async (visitor = builder()) => csrfIn((await visitor.get('/account')).html);
  return {
    ...{ desk, store, blobs, builder, path, kept, csrf },
    id: () => id,
    names: async () => (await kept()).map(({ name }) => name),
    /** What lies in the folder of files that are still coming in, with its path. */
    incoming: () =>
      readdirSync(blobs).includes('incoming')
        ? readdirSync(join(blobs, 'incoming')).map((name) => join(blobs, 'incoming', name))
        : [],
    /** Sends files as the page's form does. */
    async send(files: File[]) {
      const form = new FormData();
      form.set(CSRF_FIELD, await csrf());
      for (const file of files) form.append('file', file);
      return await builder().postBare(path(), form);
    },
    /** Sends a body as it is, as a form of the boundary `xx`. */
    async sendRaw(
      body: string | ReadableStream,
      visitor = builder(),
      contentType = 'multipart/form-data; boundary=xx',
    ): Promise<number> {
      const headers = {
        ...{ cookie: `session=${visitor.token}`, accept: 'text/html', 'sec-fetch-site': 'same-origin' },
        'content-type': contentType,
      };
      const init = { method: 'POST', body, headers, duplex: 'half' as const };
      return (await desk.app.request(new Request(`http://stepwell.test${path()}`, init))).status;
    },
  };
}

/** So many small files. */
export const many = (count: number) => Array.from({ length: count }, (_, n) => new File(['x'], `${n}.txt`));
