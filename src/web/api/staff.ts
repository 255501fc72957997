import * as v from 'valibot';
import { toIso } from '../../lib/time.ts';
import { revokeApiTokensOf } from '../../models/api-tokens.ts';
import { changeableStaff, grantedRole, revocableRoles } from '../../models/granted-roles.ts';
import { INVITATION, inviteStaff, renewLink } from '../../models/invitations.ts';
import { changeRole, deleteStaff, getStaff, listStaff, type Staff } from '../../models/staff.ts';
import { change } from '../kit/change.ts';
import { sendLink } from '../kit/invitation-link.ts';
import { fields, noBody } from './body.ts';
import { noQuery, pageOf, paging, query } from './query.ts';
import { type Route, route } from './route.ts';
import { id, invitation as link, list, nothing, shownLink, staffRole, time } from './schemas.ts';

const facts = {
  id,
  name: v.string(),
  email: v.string(),
  role: staffRole,
  invited: v.pipe(v.boolean(), v.description('Has not followed the invitation yet.')),
  createdAt: time,
};
const answer = v.object(facts);

function shown({ id, name, email, role, hasPassword, createdAt }: Staff) {
  return { id, name, email, role, invited: !hasPassword, createdAt: toIso(createdAt) };
}

const REVOKE = 'Revokes the API tokens that the person has made as well';

export const staff: Route[] = [
  route({
    name: 'inviteStaff',
    method: 'POST',
    path: '/staff',
    right: 'settings:write',
    summary: 'Invites somebody: the answer has the link to give them; only owners invite owners',
    query: noQuery,
    body: fields({ email: v.string(), role: staffRole }),
    status: 201,
    answer: v.object({ ...facts, link }),
    handler: async ({ deps, actor, body }) => {
      const role = grantedRole(actor, body.role);
      const { user, token } = await change(deps, actor, (tx) => inviteStaff(tx, { email: body.email, role }));
      const link = await sendLink(deps, actor, { user, token, lifetime: INVITATION });
      return { ...shown({ ...user, role }), link: shownLink(link) };
    },
  }),
  route({
    name: 'listStaff',
    method: 'GET',
    path: '/staff',
    right: 'settings:write',
    summary: 'Lists the people of the organization by name, also those who are invited',
    query: query(paging),
    body: noBody,
    status: 200,
    answer: list(answer),
    handler: async ({ deps, query }) => {
      const { items, nextCursor } = await listStaff(deps.store.read, pageOf(query));
      return { items: items.map(shown), nextCursor };
    },
  }),
  route({
    name: 'getStaff',
    method: 'GET',
    path: '/staff/:id',
    right: 'settings:write',
    summary: 'Answers one of the people of the organization',
    query: noQuery,
    body: noBody,
    status: 200,
    answer,
    handler: async ({ deps, param }) => shown(await getStaff(deps.store.read, param('id'))),
  }),
  route({
    name: 'updateStaff',
    method: 'PATCH',
    path: '/staff/:id',
    right: 'settings:write',
    summary:
      'Gives somebody another role and ends their sessions; only owners make and change owners, one of whom stays',
    query: noQuery,
    body: fields({
      role: staffRole,
      revoke: v.optional(
        v.pipe(v.boolean(), v.description(`${REVOKE}, where these may do more than the role.`)),
        false,
      ),
    }),
    errors: [409],
    status: 200,
    answer,
    handler: async ({ deps, actor, param, body }) =>
      await change(deps, actor, async (tx) => {
        const { id } = await changeableStaff(tx, actor, param('id'));
        const changed = await changeRole(tx, id, grantedRole(actor, body.role));
        if (body.revoke) await revokeApiTokensOf(tx, id, revocableRoles(actor, changed.role));
        return shown(changed);
      }),
  }),
  route({
    name: 'makeStaffLink',
    method: 'POST',
    path: '/staff/:id/links',
    right: 'settings:write',
    summary: 'Makes another link for somebody, to join or to choose another password; former ones are void',
    query: noQuery,
    body: noBody,
    status: 201,
    answer: link,
    handler: async ({ deps, actor, param }) => {
      const made = await change(deps, actor, async (tx) => {
        const user = await changeableStaff(tx, actor, param('id'));
        return { user, ...(await renewLink(tx, user)) };
      });
      return shownLink(await sendLink(deps, actor, made));
    },
  }),
  route({
    name: 'removeStaff',
    method: 'DELETE',
    path: '/staff/:id',
    right: 'settings:write',
    summary: 'Removes somebody with their sessions; only owners remove owners, one of whom stays',
    query: query({
      revoke: v.optional(v.pipe(v.picklist(['true', 'false']), v.description(`${REVOKE}.`))),
    }),
    body: noBody,
    errors: [409],
    status: 204,
    answer: nothing,
    handler: async ({ deps, actor, param, query }) =>
      await change(deps, actor, async (tx) => {
        const { id } = await changeableStaff(tx, actor, param('id'));
        await deleteStaff(tx, id);
        if (query.revoke === 'true') await revokeApiTokensOf(tx, id, revocableRoles(actor));
      }),
  }),
];
