import * as v from 'valibot';
import { links } from '../../lib/links.ts';
import { toIso } from '../../lib/time.ts';
import type { Integration } from '../../models/integrations.ts';
import { id, time } from './schemas.ts';

/** An integration without its definition. */
export const integrationAnswer = v.object({
  id,
  name: v.string(),
  description: v.string(),
  category: v.string(),
  labels: v.array(v.string()),
  /** The draft's, as in its ETag. */
  revision: v.number(),
  /** Number of the last published version. */
  publishedVersion: v.nullable(v.number()),
  icon: v.pipe(
    v.nullable(v.string()),
    v.description('Path of its picture on this server; null where its first letters stand for it.'),
  ),
  createdAt: time,
  updatedAt: time,
});

export function shownIntegration({ createdAt, updatedAt, publishedRevision: _, icon, ...rest }: Integration) {
  const times = { createdAt: toIso(createdAt), updatedAt: toIso(updatedAt) };
  return { ...rest, ...times, icon: icon && links.icon(rest.id, icon) };
}
