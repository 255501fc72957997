import * as v from 'valibot';
import type { Received } from '../../db/blobs.ts';
import { MB } from '../../lib/bytes.ts';
import { AppError } from '../../lib/errors.ts';
import { isMultipart } from '../../lib/media-type.ts';
import { toIso } from '../../lib/time.ts';
import {
  type Attachment,
  addAttachments,
  deleteAttachment,
  getAttachment,
  listAttachments,
  renameAttachment,
  replaceAttachment,
} from '../../models/attachments.ts';
import { sent } from '../../models/fields.ts';
import { getIntegration } from '../../models/integrations.ts';
import { piecesOf } from '../kit/bodies.ts';
import { change } from '../kit/change.ts';
import { attachment } from '../kit/download.ts';
import { receiveFile, refuseLarge } from '../kit/received-files.ts';
import { type Body, fields, noBody } from './body.ts';
import { noQuery, pageOf, paging, query } from './query.ts';
import { type Route, route } from './route.ts';
import { id, list, nothing, time } from './schemas.ts';

const name = sent.fileName();
const answer = v.object({
  id,
  name: v.string(),
  size: v.pipe(v.number(), v.description('In bytes.')),
  sha256: v.string(),
  addedAt: time,
  addedBy: v.string(),
});

function shown({ id, name, size, hash, addedAt, addedBy }: Attachment) {
  return { id, name, size, sha256: hash, addedAt: toIso(addedAt), addedBy };
}

/** The bytes themselves, which go to the disk as they come. */
const file: Body<Received> = {
  content: {
    'application/octet-stream': v.pipe(
      v.string(),
      v.description('The bytes of the file, whatever its type.'),
    ),
  },
  async receive({ request, deps, keepOpen }) {
    if (isMultipart(request.headers.get('content-type') ?? '')) {
      const message =
        'Send the bytes of the file themselves as the body, as curl does with --data-binary @file.';
      throw new AppError('unsupported_media_type', message);
    }
    const limit = deps.settings.STEPWELL_MAX_ATTACHMENT_MB;
    if (Number(request.headers.get('content-length') ?? 0) > limit * MB) refuseLarge('The file', limit);
    const value = await receiveFile(deps, 'The file', piecesOf(request, keepOpen));
    return { value, bytes: Buffer.from(value.hash), end: value.drop };
  },
};

const named = v.pipe(name, v.description('The name of the file.'));

export const attachments: Route[] = [
  route({
    name: 'addAttachment',
    method: 'POST',
    path: '/integrations/:id/attachments',
    right: 'integrations:write',
    summary:
      'Keeps the file that is the body beside an integration; where the name is taken it gets a number',
    query: query({ name: named }),
    body: file,
    status: 201,
    answer,
    handler: async ({ deps, actor, param, query, body }) => {
      await getIntegration(deps.store.read, param('id'));
      await body.keep();
      const files = [{ ...body, name: query.name }];
      const added = await change(deps, actor, (tx) => addAttachments(tx, param('id'), files, actor.name));
      return added.map(shown)[0];
    },
  }),
  route({
    name: 'listAttachments',
    method: 'GET',
    path: '/integrations/:id/attachments',
    right: 'integrations:read',
    summary: 'Lists the attachments of an integration, latest first',
    query: query(paging),
    body: noBody,
    status: 200,
    answer: list(answer),
    handler: async ({ deps, param, query }) => {
      await getIntegration(deps.store.read, param('id'));
      const { items, nextCursor } = await listAttachments(deps.store.read, param('id'), pageOf(query));
      return { items: items.map(shown), nextCursor };
    },
  }),
  route({
    name: 'getAttachment',
    method: 'GET',
    path: '/integrations/:id/attachments/:attachment',
    right: 'integrations:read',
    summary: 'Answers the file itself',
    query: noQuery,
    body: noBody,
    status: 200,
    media: ['application/octet-stream'],
    answer: v.unknown(),
    handler: async ({ deps, param }) => {
      const { read, blobs } = deps.store;
      const { name, hash, size } = await getAttachment(read, param('id'), param('attachment'));
      return attachment(blobs.file(hash, size), name);
    },
  }),
  route({
    name: 'replaceAttachment',
    method: 'PUT',
    path: '/integrations/:id/attachments/:attachment',
    right: 'integrations:write',
    summary: 'Puts the file that is the body in the place of what an attachment holds',
    query: noQuery,
    body: file,
    status: 200,
    answer,
    handler: async ({ deps, actor, param, body }) => {
      const [id, attachment] = [param('id'), param('attachment')];
      await getAttachment(deps.store.read, id, attachment);
      await body.keep();
      return shown(
        await change(deps, actor, (tx) => replaceAttachment(tx, id, attachment, body, actor.name)),
      );
    },
  }),
  route({
    name: 'renameAttachment',
    method: 'PATCH',
    path: '/integrations/:id/attachments/:attachment',
    right: 'integrations:write',
    summary: 'Gives an attachment another name',
    query: noQuery,
    body: fields({ name }),
    errors: [409],
    status: 200,
    answer,
    handler: async ({ deps, actor, param, body }) => {
      const [id, attachment] = [param('id'), param('attachment')];
      return shown(await change(deps, actor, (tx) => renameAttachment(tx, id, attachment, body.name)));
    },
  }),
  route({
    name: 'deleteAttachment',
    method: 'DELETE',
    path: '/integrations/:id/attachments/:attachment',
    right: 'integrations:write',
    summary: 'Deletes an attachment',
    query: noQuery,
    body: noBody,
    status: 204,
    answer: nothing,
    handler: async ({ deps, actor, param }) => {
      await change(deps, actor, (tx) => deleteAttachment(tx, param('id'), param('attachment')));
    },
  }),
];
