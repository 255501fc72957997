import * as v from 'valibot';
import type { MadeLink } from '../../../../views/people/people.tsx';
import { type MadeTokens, StaffPage, type StaffRow } from '../../../../views/settings/staff.tsx';
import type { Database } from '../../../db/store.ts';
import { links } from '../../../lib/links.ts';
import { DAY } from '../../../lib/time.ts';
import { apiTokensOf, revokeApiTokensOf } from '../../../models/api-tokens.ts';
import { changeableStaff, grantedRole, revocableRoles } from '../../../models/granted-roles.ts';
import { INVITATION, inviteStaff, renewLink } from '../../../models/invitations.ts';
import { may, type User } from '../../../models/rights.ts';
import { changeRole, deleteStaff, listStaff, type Staff } from '../../../models/staff.ts';
import { findUserByEmail } from '../../../models/users.ts';
import { change } from '../../kit/change.ts';
import { type FormErrors, refusedFields } from '../../kit/form.ts';
import { type MadeFor, sendLink } from '../../kit/invitation-link.ts';
import { goTo, handler, type Shown, type SignedIn, show } from '../../kit/page.ts';
import { listAddresses } from '../../kit/paging-links.ts';
import { grantableRoles, roleName } from './roles.ts';

const PAGE = 50;

const ANOTHER_LINK = 'To make another link, choose the name in the list below.';

type Extras = {
  values?: Record<string, string>;
  errors?: FormErrors;
  link?: MadeLink;
  dialog?: Staff;
  cursor?: string | undefined;
};

async function staffView({ deps, frame, user }: SignedIn, extras: Extras) {
  const { values = {}, errors = {}, link, dialog, cursor } = extras;
  const { items, nextCursor } = await listStaff(deps.store.read, { limit: PAGE, cursor });
  const { older } = listAddresses(links.staff(), {}, cursor, nextCursor);
  const rows = items.map((each) => rowOf(each, user));
  const hasMail = deps.mailer !== undefined;
  const facts = { frame, rows, roles: grantableRoles(user), values, errors, link, older, hasMail };
  const tokens = dialog && (await tokensMadeBy(deps.store.read, user, dialog.id));
  return <StaffPage {...facts} dialog={dialog && rowOf(dialog, user)} tokens={tokens} />;
}

/** What somebody would still know of when they have left. */
async function tokensMadeBy(db: Database, user: User, id: string): Promise<MadeTokens> {
  const roles: string[] = revocableRoles(user);
  const tokens = await apiTokensOf(db, id);
  const revocable = tokens.filter(({ role }) => roles.includes(role));
  return {
    revocable: revocable.map(({ name, role }) => ({ name, roleName: roleName(role) })),
    isMore: tokens.length > revocable.length,
  };
}

function rowOf(staff: Staff, user: User): StaffRow {
  const { id, name, email, role, createdAt, hasPassword } = staff;
  const canChange = role !== 'owner' || may(user, 'owners:write');
  return {
    id,
    name,
    email,
    role,
    roleName: roleName(role),
    createdAt,
    isInvited: !hasPassword,
    isSelf: id === user.id,
    canChange,
  };
}

/** The page with a link that is shown this once: not after a redirect, which could not carry it. */
async function withLink(visit: SignedIn, made: MadeFor): Promise<Shown> {
  const { url, mail } = await sendLink(visit.deps, visit.user, made);
  const link = { email: made.user.email, url, mail, days: made.lifetime / DAY };
  return show(await staffView(visit, { link }));
}

export const showStaff = handler({ query: { cursor: v.optional(v.string()) } }, async (visit) =>
  show(await staffView(visit, { cursor: visit.query.cursor })),
);

export const submitInvitation = handler(async (visit) => {
  const { deps, user, form } = visit;
  const email = form.text('email');
  try {
    const role = grantedRole(user, form.text('role'));
    const made = await change(deps, user, (tx) => inviteStaff(tx, { email, role }));
    return await withLink(visit, { ...made, lifetime: INVITATION });
  } catch (error) {
    const errors = refusedFields(error, 'email');
    const known = await findUserByEmail(deps.store.read, email);
    if (errors.email && known?.customerId === null) errors.email += ` ${ANOTHER_LINK}`;
    return show(await staffView(visit, { values: form.values, errors }), 422);
  }
});

export const showPerson = handler<'id'>(async (visit) => {
  const staff = await changeableStaff(visit.deps.store.read, visit.user, visit.param('id'));
  return show(await staffView(visit, { dialog: staff }));
});

export const submitRole = handler<'id'>(async ({ deps, user, form, param }) => {
  await change(deps, user, async (tx) => {
    const { id } = await changeableStaff(tx, user, param('id'));
    const { role } = await changeRole(tx, id, grantedRole(user, form.text('role')));
    if (form.text('revoke') === 'on') await revokeApiTokensOf(tx, id, revocableRoles(user, role));
  });
  return goTo(links.staff());
});

export const submitLink = handler<'id'>(async (visit) => {
  const { deps, user, param } = visit;
  const made = await change(deps, user, async (tx) => {
    const staff = await changeableStaff(tx, user, param('id'));
    return { user: staff, ...(await renewLink(tx, staff)) };
  });
  return await withLink(visit, made);
});

export const submitRemoval = handler<'id'>(async ({ deps, user, form, param }) => {
  await change(deps, user, async (tx) => {
    const { id } = await changeableStaff(tx, user, param('id'));
    await deleteStaff(tx, id);
    if (form.text('revoke') === 'on') await revokeApiTokensOf(tx, id, revocableRoles(user));
  });
  return goTo(links.staff());
});
