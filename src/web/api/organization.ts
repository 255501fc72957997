import * as v from 'valibot';
import {
  getOrganization,
  ORGANIZATION_FONTS,
  type Organization,
  RADII,
  updateOrganization,
} from '../../models/organization.ts';
import { change } from '../kit/change.ts';
import { fields, noBody } from './body.ts';
import { noQuery } from './query.ts';
import { type Route, route } from './route.ts';

const radius = v.picklist(RADII);
const theme = v.picklist(['light', 'dark']);
const font = v.picklist(ORGANIZATION_FONTS);

const answer = v.object({
  name: v.string(),
  accent: v.pipe(v.nullable(v.string()), v.description('#rrggbb; null for that of Stepwell.')),
  hasLogo: v.boolean(),
  radius: v.pipe(v.nullable(radius), v.description('Of corners, in pixels; null for that of Stepwell.')),
  theme: v.pipe(v.nullable(theme), v.description('How customers’ pages look to whoever has not chosen.')),
  font: v.nullable(font),
  isCatalogueOpen: v.pipe(
    v.boolean(),
    v.description('Whether everybody may see what is listed on the marketplace.'),
  ),
  mailsCustomers: v.pipe(
    v.boolean(),
    v.description('Whether customers’ admins are mailed about what has stopped, as staff are.'),
  ),
});

function shown({ logo, ...rest }: Organization) {
  return { ...rest, hasLogo: logo !== null };
}

export const organization: Route[] = [
  route({
    name: 'getOrganization',
    method: 'GET',
    path: '/organization',
    right: 'settings:write',
    summary: 'Answers whose installation this is, and how its pages look',
    query: noQuery,
    body: noBody,
    status: 200,
    answer,
    handler: async ({ deps }) => shown(await getOrganization(deps.store.read)),
  }),
  route({
    name: 'updateOrganization',
    method: 'PATCH',
    path: '/organization',
    right: 'settings:write',
    summary: 'Changes what is given; the logo is an upload of the page Settings alone',
    query: noQuery,
    body: fields({
      name: v.exactOptional(v.string()),
      accent: v.exactOptional(v.nullable(v.string())),
      radius: v.exactOptional(v.nullable(radius)),
      theme: v.exactOptional(v.nullable(theme)),
      font: v.exactOptional(v.nullable(font)),
      isCatalogueOpen: v.exactOptional(v.boolean()),
      mailsCustomers: v.exactOptional(v.boolean()),
    }),
    status: 200,
    answer,
    handler: async ({ deps, actor, body }) =>
      shown(await change(deps, actor, (tx) => updateOrganization(tx, body))),
  }),
];
