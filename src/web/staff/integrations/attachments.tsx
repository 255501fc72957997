import * as v from 'valibot';
import { AttachmentsPage } from '../../../../views/integrations/attachments.tsx';
import type { Received } from '../../../db/blobs.ts';
import { AppError } from '../../../lib/errors.ts';
import { links } from '../../../lib/links.ts';
import { addAttachments, listAttachments } from '../../../models/attachments.ts';
import { typed } from '../../../models/fields.ts';
import { getIntegration } from '../../../models/integrations.ts';
import { change } from '../../kit/change.ts';
import type { Deps } from '../../kit/deps.ts';
import type { FormErrors } from '../../kit/form.ts';
import { goTo, handler, type SignedIn, show } from '../../kit/page.ts';
import { listAddresses } from '../../kit/paging-links.ts';
import { receiveFile } from '../../kit/received-files.ts';
import { MOST_FILES, type SentFile } from '../../kit/streamed-form.ts';
import { integrationFrame } from './integration-frame.ts';

const PER_PAGE = 50;
const fileName = typed.fileName('A file has no name. Give it one, and choose it again.');

const attachmentsQuery = { cursor: v.optional(v.string()) };

export const showAttachments = handler<'id', typeof attachmentsQuery>(
  { query: attachmentsQuery },
  async (visit) => show(await attachmentsView(visit, visit.param('id'), visit.query.cursor)),
);

export const submitAttachments = handler<'id'>({ takesFiles: true }, async (visit) => {
  const { deps, user, param, files } = visit;
  const id = param('id');
  await getIntegration(deps.store.read, id);
  const received: Named[] = [];
  try {
    for await (const file of files) received.push(await receiveNamed(deps, file));
    if (received.length === 0) throw new AppError('invalid', 'Choose one or more files first.');
    for (const { keep } of received) await keep();
    await change(deps, user, (tx) => addAttachments(tx, id, received, user.name));
  } catch (error) {
    const status = error instanceof AppError ? REFUSALS[error.code] : undefined;
    if (!(error instanceof AppError) || status === undefined) throw error;
    return show(await attachmentsView(visit, id, undefined, { file: error.message }), status);
  } finally {
    for (const { drop } of received) drop();
  }
  return goTo(links.attachments(id));
});

const REFUSALS: Partial<Record<AppError['code'], 409 | 413 | 422>> = {
  conflict: 409,
  too_large: 413,
  invalid: 422,
};

type Named = Received & { name: string };

async function receiveNamed(deps: Deps, { name, content }: SentFile): Promise<Named> {
  const checked = v.safeParse(fileName, name);
  if (!checked.success) throw new AppError('invalid', `${shownName(name)}${checked.issues[0].message}`);
  return { ...(await receiveFile(deps, `“${checked.output}”`, content)), name: checked.output };
}

/** Of a name that is refused: which one it is, and not all of it. */
function shownName(name: string): string {
  const start = name.slice(0, 40).toWellFormed().replaceAll('\0', '');
  return start.trim() === '' ? '' : `“${start}${name.length > 40 ? '…' : ''}”: `;
}

async function attachmentsView(
  { deps, frame, user }: SignedIn,
  id: string,
  cursor: string | undefined,
  errors: FormErrors = {},
) {
  const integration = await integrationFrame(deps, user, id, 'attachments');
  const page = { limit: PER_PAGE, cursor };
  const { items, nextCursor } = await listAttachments(deps.store.read, id, page);
  const limits = { limitMb: deps.settings.STEPWELL_MAX_ATTACHMENT_MB, mostFiles: MOST_FILES };
  const pages = listAddresses(links.attachments(id), {}, cursor, nextCursor);
  return <AttachmentsPage {...{ frame, integration, errors }} rows={items} {...limits} {...pages} />;
}
