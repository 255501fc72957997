import { AttachmentDeletionPage, RenamingPage } from '../../../../views/integrations/attachment-dialogs.tsx';
import { links } from '../../../lib/links.ts';
import { deleteAttachment, getAttachment, renameAttachment } from '../../../models/attachments.ts';
import { typed } from '../../../models/fields.ts';
import { change } from '../../kit/change.ts';
import { attachment } from '../../kit/download.ts';
import { checkForm, type FormErrors, refusedFields } from '../../kit/form.ts';
import { goTo, handler, type SignedIn, show } from '../../kit/page.ts';
import { integrationFrame } from './integration-frame.ts';

const name = typed.fileName('It has no name. Type one, with its ending.');

export const downloadAttachment = handler<'id' | 'attachment'>(async ({ deps, param }) => {
  const { read, blobs } = deps.store;
  const { name, hash, size } = await getAttachment(read, param('id'), param('attachment'));
  return attachment(blobs.file(hash, size), name);
});

export const showRenaming = handler<'id' | 'attachment'>(async (visit) =>
  show(await renamingView(visit, visit.param('id'), visit.param('attachment'))),
);

export const submitRenaming = handler<'id' | 'attachment'>(async (visit) => {
  const { deps, user, param, form } = visit;
  const [id, attachmentId] = [param('id'), param('attachment')];
  const refuse = async (errors: FormErrors) => {
    const typed = { name: form.values.name ?? '', errors };
    return show(await renamingView(visit, id, attachmentId, typed), 422);
  };
  const checked = checkForm({ name }, form);
  if (!checked.ok) return await refuse(checked.errors);
  try {
    await change(deps, user, (tx) => renameAttachment(tx, id, attachmentId, checked.output.name));
  } catch (error) {
    return await refuse(refusedFields(error, 'name'));
  }
  return goTo(links.attachments(id));
});

export const showAttachmentDeletion = handler<'id' | 'attachment'>(async ({ deps, frame, user, param }) => {
  const integration = await integrationFrame(deps, user, param('id'), 'attachments');
  const attachment = await getAttachment(deps.store.read, param('id'), param('attachment'));
  return show(<AttachmentDeletionPage {...{ frame, integration, attachment }} />);
});

export const submitAttachmentDeletion = handler<'id' | 'attachment'>(async ({ deps, user, param }) => {
  await change(deps, user, (tx) => deleteAttachment(tx, param('id'), param('attachment')));
  return goTo(links.attachments(param('id')));
});

async function renamingView(
  { deps, frame, user }: SignedIn,
  id: string,
  attachmentId: string,
  typed?: { name: string; errors: FormErrors },
) {
  const integration = await integrationFrame(deps, user, id, 'attachments');
  const attachment = await getAttachment(deps.store.read, id, attachmentId);
  const form = { name: attachment.name, errors: {}, ...typed };
  return <RenamingPage {...{ frame, integration, attachment }} {...form} />;
}
