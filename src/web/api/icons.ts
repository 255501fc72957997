import * as v from 'valibot';
import { AppError } from '../../lib/errors.ts';
import { links } from '../../lib/links.ts';
import { iconWarning, MOST_ICON_BYTES, readIcon } from '../../models/icon-files.ts';
import { findIcon, removeIcon, setIcon } from '../../models/icons.ts';
import { getIntegration } from '../../models/integrations.ts';
import { change } from '../kit/change.ts';
import { pictureAnswer } from '../kit/picture.ts';
import { type Body, noBody, wholeBody } from './body.ts';
import { seenTags } from './definition-files.ts';
import { noQuery } from './query.ts';
import { type Route, route } from './route.ts';
import { nothing } from './schemas.ts';

const STORED = ['image/webp', 'image/svg+xml'];

/** The file itself, whatever its content type says. */
const picture: Body<Uint8Array> = wholeBody({
  limit: MOST_ICON_BYTES,
  content: { 'image/*': v.pipe(v.unknown(), v.description('A PNG, JPEG, WebP, GIF or SVG file.')) },
  read: (bytes) => bytes,
});

const answer = v.object({
  icon: v.pipe(
    v.string(),
    v.description('Path of the picture on this server; another one for another picture.'),
  ),
  type: v.picklist(STORED),
  width: v.pipe(v.nullable(v.number()), v.description('Of the file, in pixels; null where it does not say.')),
  height: v.nullable(v.number()),
  warning: v.pipe(
    v.nullable(v.string()),
    v.description('What is not as recommended; the picture is shown all the same.'),
  ),
});

export const icons: Route[] = [
  route({
    name: 'setIcon',
    method: 'PUT',
    path: '/integrations/:id/icon',
    right: 'integrations:write',
    summary: 'Gives an integration the picture by which it is known; its type is found by its content',
    query: noQuery,
    body: picture,
    status: 200,
    answer,
    handler: async ({ deps, actor, param, body }) => {
      await getIntegration(deps.store.read, param('id'));
      const icon = await readIcon(body);
      await change(deps, actor, (tx) => setIcon(tx, param('id'), icon));
      const { type, width, height, hash } = icon;
      const warning = iconWarning(icon) ?? null;
      return { icon: links.icon(param('id'), hash), type, width, height, warning };
    },
  }),
  route({
    name: 'getIcon',
    method: 'GET',
    path: '/integrations/:id/icon',
    right: 'integrations:read',
    summary: 'Answers the picture of an integration, at most 400 pixels wide and high, with its ETag',
    query: noQuery,
    body: noBody,
    headers: seenTags,
    status: 200,
    media: STORED,
    answer: v.unknown(),
    handler: async ({ deps, param, headers }) => {
      const { name } = await getIntegration(deps.store.read, param('id'));
      const icon = await findIcon(deps.store.read, param('id'));
      if (!icon) throw new AppError('not_found', `${name} has no icon.`);
      return pictureAnswer(headers, icon, 'private, no-cache');
    },
  }),
  route({
    name: 'removeIcon',
    method: 'DELETE',
    path: '/integrations/:id/icon',
    right: 'integrations:write',
    summary: 'Takes the picture of an integration away: the first letters of its name stand for it',
    query: noQuery,
    body: noBody,
    status: 204,
    answer: nothing,
    handler: async ({ deps, actor, param }) => {
      await change(deps, actor, (tx) => removeIcon(tx, param('id')));
    },
  }),
];
