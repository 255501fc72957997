import type { Child } from 'hono/jsx';
import * as v from 'valibot';
import type { MadeLink, PeopleFacts, PersonAddresses, PersonRow } from '../../../views/people/people.tsx';
import type { RoleOption } from '../../../views/settings/role-choices.tsx';
import { AppError } from '../../lib/errors.ts';
import { DAY } from '../../lib/time.ts';
import {
  CUSTOMER_ROLES,
  type CustomerRole,
  type CustomerUser,
  deleteCustomerUser,
  getCustomerUser,
  inviteCustomerUser,
  isCustomerRole,
  listCustomerUsers,
  updateCustomerUser,
} from '../../models/customer-users.ts';
import { INVITATION, renewLink } from '../../models/invitations.ts';
import type { User } from '../../models/rights.ts';
import { viewerOf } from '../../models/viewer.ts';
import { change } from '../kit/change.ts';
import { type FormErrors, refusedFields } from '../kit/form.ts';
import { sendLink } from '../kit/invitation-link.ts';
import { goTo, handler, type Shown, type SignedIn, show } from '../kit/page.ts';
import { listAddresses } from '../kit/paging-links.ts';

const PER_PAGE = 50;

const ROLES: Record<CustomerRole, Pick<RoleOption, 'label' | 'help'>> = {
  customer_admin: {
    label: 'Admin',
    help: 'Activates, sets up and removes integrations, sees all activity, and invites people',
  },
  customer_member: { label: 'Member', help: 'Sees the integrations and how they are' },
};

const OPTIONS: RoleOption[] = CUSTOMER_ROLES.map((value) => ({ value, ...ROLES[value] }));

/** Where a customer's people are shown, to staff or to themselves. */
export type PeoplePlace<N extends string> = {
  customerOf(visit: { user: User; param(name: N): string }): string;
  list(customerId: string): string;
  person(customerId: string, id: string): PersonAddresses;
  view(visit: SignedIn, customerId: string, facts: PeopleFacts): Promise<Child>;
};

/** Rows of the table of people. */
export function personRows<N extends string>(
  place: PeoplePlace<N>,
  items: CustomerUser[],
  user: User,
): PersonRow[] {
  return items.map(({ id, name, email, role, createdAt, hasPassword, customerId }) => ({
    ...{ id, name, email, role, createdAt },
    roleName: ROLES[role].label,
    isInvited: !hasPassword,
    isSelf: id === user.id,
    at: place.person(customerId, id),
  }));
}

type Extras = {
  values?: Record<string, string>;
  errors?: FormErrors;
  link?: MadeLink;
  dialog?: CustomerUser;
  cursor?: string | undefined;
};

/** What people do with a customer's people, alike for staff and for the customer's own admins. */
export function peopleHandlers<N extends string>(place: PeoplePlace<N>) {
  async function view(visit: SignedIn, customerId: string, extras: Extras): Promise<Child> {
    const { deps, frame, user } = visit;
    const { values = {}, errors = {}, link, dialog, cursor } = extras;
    const page = { limit: PER_PAGE, cursor };
    const found = await listCustomerUsers(deps.store.read, viewerOf(user), customerId, page);
    const list = place.list(customerId);
    return await place.view(visit, customerId, {
      ...{ frame, list, values, errors, link, roles: OPTIONS },
      rows: personRows(place, found.items, user),
      older: listAddresses(list, {}, cursor, found.nextCursor).older,
      hasMail: deps.mailer !== undefined,
      dialog: dialog && personRows(place, [dialog], user)[0],
    });
  }

  async function withLink(
    visit: SignedIn,
    made: { user: CustomerUser; token: string; lifetime: number },
  ): Promise<Shown> {
    const { url, mail } = await sendLink(visit.deps, visit.user, made);
    const { email, customerId } = made.user;
    const link = { email, url, mail, days: made.lifetime / DAY };
    return show(await view(visit, customerId, { link }));
  }

  /** One of the people, or what refuses a change of them, said on their dialog. */
  async function orRefused(
    visit: SignedIn & { param(name: N | 'user'): string },
    work: (customerId: string, id: string) => Promise<unknown>,
  ) {
    const customerId = place.customerOf(visit);
    const id = visit.param('user');
    try {
      await work(customerId, id);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
      const dialog = await getCustomerUser(visit.deps.store.read, viewerOf(visit.user), customerId, id);
      const errors = { role: error.message };
      return show(await view(visit, customerId, { dialog, errors }), 409);
    }
    return goTo(place.list(customerId));
  }

  return {
    showPeople: handler<N, { cursor: v.OptionalSchema<v.StringSchema<undefined>, undefined> }>(
      { query: { cursor: v.optional(v.string()) } },
      async (visit) => show(await view(visit, place.customerOf(visit), { cursor: visit.query.cursor })),
    ),

    submitPerson: handler<N>(async (visit) => {
      const { deps, user, form } = visit;
      const customerId = place.customerOf(visit);
      try {
        const fields = { email: form.text('email'), role: chosenRole(form.text('role')) };
        const made = await change(deps, user, (tx) =>
          inviteCustomerUser(tx, viewerOf(user), customerId, fields),
        );
        return await withLink(visit, { ...made, lifetime: INVITATION });
      } catch (error) {
        const errors = refusedFields(error, 'email');
        return show(await view(visit, customerId, { values: form.values, errors }), 422);
      }
    }),

    showPerson: handler<N | 'user'>(async (visit) => {
      const customerId = place.customerOf(visit);
      const { deps, user, param } = visit;
      const dialog = await getCustomerUser(deps.store.read, viewerOf(user), customerId, param('user'));
      return show(await view(visit, customerId, { dialog }));
    }),

    submitRole: handler<N | 'user'>((visit) =>
      orRefused(visit, (customerId, id) => {
        const { deps, user, form } = visit;
        return change(deps, user, async (tx) => {
          await getCustomerUser(tx, viewerOf(user), customerId, id);
          const role = chosenRole(form.text('role'));
          await updateCustomerUser(tx, viewerOf(user), customerId, id, { role });
        });
      }),
    ),

    submitLink: handler<N | 'user'>(async (visit) => {
      const { deps, user, param } = visit;
      const customerId = place.customerOf(visit);
      const made = await change(deps, user, async (tx) => {
        const person = await getCustomerUser(tx, viewerOf(user), customerId, param('user'));
        return { user: person, ...(await renewLink(tx, person)) };
      });
      return await withLink(visit, made);
    }),

    submitRemoval: handler<N | 'user'>((visit) =>
      orRefused(visit, (customerId, id) =>
        change(visit.deps, visit.user, (tx) =>
          deleteCustomerUser(tx, visit.deps, viewerOf(visit.user), customerId, id),
        ),
      ),
    ),
  };
}

/** @throws AppError `invalid` */
function chosenRole(role: string): CustomerRole {
  if (isCustomerRole(role)) return role;
  throw new AppError('invalid', 'Choose a role.', [{ path: 'role', message: 'Choose one of the roles.' }]);
}
