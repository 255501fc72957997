import * as v from 'valibot';
import { toIso } from '../../lib/time.ts';
import {
  type CustomerUser,
  deleteCustomerUser,
  getCustomerUser,
  inviteCustomerUser,
  listCustomerUsers,
  updateCustomerUser,
} from '../../models/customer-users.ts';
import { INVITATION, renewLink } from '../../models/invitations.ts';
import { viewerOf } from '../../models/viewer.ts';
import { change } from '../kit/change.ts';
import { sendLink } from '../kit/invitation-link.ts';
import { fields, noBody } from './body.ts';
import { noQuery, pageOf, paging, query } from './query.ts';
import { type Route, route } from './route.ts';
import { customerRole, externalId, id, invitation, list, name, nothing, shownLink, time } from './schemas.ts';

const facts = {
  id,
  customerId: id,
  name: v.string(),
  email: v.string(),
  externalId: v.nullable(v.string()),
  role: customerRole,
  invited: v.pipe(v.boolean(), v.description('Has not followed the invitation yet.')),
  createdAt: time,
};
const answer = v.object(facts);

function shown({ id, customerId, name, email, externalId, role, hasPassword, createdAt }: CustomerUser) {
  return {
    ...{ id, customerId, name, email, externalId, role },
    ...{ invited: !hasPassword, createdAt: toIso(createdAt) },
  };
}

export const customerUsers: Route[] = [
  route({
    name: 'inviteCustomerUser',
    method: 'POST',
    path: '/customers/:id/users',
    right: 'people:write',
    summary: 'Invites somebody of a customer: the answer has the link to give them',
    query: noQuery,
    body: fields({
      email: v.string(),
      name: v.exactOptional(name),
      externalId: v.optional(externalId, null),
      role: customerRole,
    }),
    errors: [409],
    status: 201,
    answer: v.object({ ...facts, link: invitation }),
    handler: async ({ deps, actor, param, body }) => {
      const { user, token } = await change(deps, actor, (tx) =>
        inviteCustomerUser(tx, viewerOf(actor), param('id'), body),
      );
      const link = await sendLink(deps, actor, { user, token, lifetime: INVITATION });
      return { ...shown(user), link: shownLink(link) };
    },
  }),
  route({
    name: 'listCustomerUsers',
    method: 'GET',
    path: '/customers/:id/users',
    right: 'people:write',
    summary: 'Lists a customer’s people by name, also those who are invited',
    query: query(paging),
    body: noBody,
    status: 200,
    answer: list(answer),
    handler: async ({ deps, actor, param, query }) => {
      const page = pageOf(query);
      const found = await listCustomerUsers(deps.store.read, viewerOf(actor), param('id'), page);
      return { items: found.items.map(shown), nextCursor: found.nextCursor };
    },
  }),
  route({
    name: 'getCustomerUser',
    method: 'GET',
    path: '/customers/:id/users/:user',
    right: 'people:write',
    summary: 'Answers one of a customer’s people',
    query: noQuery,
    body: noBody,
    status: 200,
    answer,
    handler: async ({ deps, actor, param }) =>
      shown(await getCustomerUser(deps.store.read, viewerOf(actor), param('id'), param('user'))),
  }),
  route({
    name: 'updateCustomerUser',
    method: 'PATCH',
    path: '/customers/:id/users/:user',
    right: 'people:write',
    summary: 'Changes what is given; another role ends their sessions',
    query: noQuery,
    body: fields({
      name: v.exactOptional(name),
      externalId: v.exactOptional(externalId),
      role: v.exactOptional(customerRole),
    }),
    errors: [409],
    status: 200,
    answer,
    handler: async ({ deps, actor, param, body }) =>
      shown(
        await change(deps, actor, (tx) =>
          updateCustomerUser(tx, viewerOf(actor), param('id'), param('user'), body),
        ),
      ),
  }),
  route({
    name: 'makeCustomerUserLink',
    method: 'POST',
    path: '/customers/:id/users/:user/links',
    right: 'people:write',
    summary: 'Makes another link for somebody, to join or to choose another password; former ones are void',
    query: noQuery,
    body: noBody,
    status: 201,
    answer: invitation,
    handler: async ({ deps, actor, param }) => {
      const made = await change(deps, actor, async (tx) => {
        const user = await getCustomerUser(tx, viewerOf(actor), param('id'), param('user'));
        return { user, ...(await renewLink(tx, user)) };
      });
      return shownLink(await sendLink(deps, actor, made));
    },
  }),
  route({
    name: 'removeCustomerUser',
    method: 'DELETE',
    path: '/customers/:id/users/:user',
    right: 'people:write',
    summary: 'Removes one of a customer’s people with their sessions',
    query: noQuery,
    body: noBody,
    errors: [409],
    status: 204,
    answer: nothing,
    handler: async ({ deps, actor, param }) =>
      await change(deps, actor, (tx) =>
        deleteCustomerUser(tx, deps, viewerOf(actor), param('id'), param('user')),
      ),
  }),
];
