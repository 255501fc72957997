import * as v from 'valibot';
import { type NewLink, StaffPage, type StaffRow } from '../../../../views/settings/staff.tsx';
import { DAY } from '../../../lib/time.ts';
import { invite, inviteStaff, STAFF_INVITATION } from '../../../models/invitations.ts';
import { changeRole, deleteStaff, getStaff, listStaff, type Staff } from '../../../models/staff.ts';
import { may, type User } from '../../rights.ts';
import { type FormErrors, refusedFields } from '../form.ts';
import { action, goTo, type PageRoute, page, type Received, type Shown, show } from '../page.ts';
import { grantableRoles, grantedRole, refuseOwnersOf, roleName } from './roles.ts';

const PAGE = 50;

type Own = Pick<Received, 'deps' | 'frame'> & { user: User };
type Extras = {
  values?: Record<string, string>;
  errors?: FormErrors;
  link?: NewLink;
  dialog?: Staff;
  cursor?: string | undefined;
};

async function staffView({ deps, frame, user }: Own, extras: Extras) {
  const { values = {}, errors = {}, link, dialog, cursor } = extras;
  const { items, nextCursor } = await listStaff(deps.store.read, { limit: PAGE, cursor });
  const older = nextCursor === null ? undefined : `/settings/staff?cursor=${nextCursor}`;
  const rows = items.map((each) => rowOf(each, user));
  const facts = { frame, rows, roles: grantableRoles(user), values, errors, link, older };
  return <StaffPage {...facts} dialog={dialog && rowOf(dialog, user)} />;
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
async function withLink(visit: Own, email: string, token: string, lifetime: number): Promise<Shown> {
  const url = `${visit.deps.publicUrl()}/invitations/${token}`;
  return show(await staffView(visit, { link: { email, url, days: lifetime / DAY } }));
}

export const staffPages: PageRoute[] = [
  page({
    path: '/settings/staff',
    access: 'settings:write',
    query: { cursor: v.optional(v.string()) },
    handler: async (visit) => show(await staffView(visit, { cursor: visit.query.cursor })),
  }),
  action({
    path: '/settings/staff',
    access: 'settings:write',
    handler: async (visit) => {
      const { deps, user, form } = visit;
      const email = form.text('email');
      try {
        const role = grantedRole(user, form.text('role'));
        const { token } = await deps.store.write((tx) => inviteStaff(tx, { email, role }));
        return await withLink(visit, email, token, STAFF_INVITATION);
      } catch (error) {
        const errors = refusedFields(error, 'email');
        return show(await staffView(visit, { values: form.values, errors }), 422);
      }
    },
  }),
  page({
    path: '/settings/staff/:id',
    access: 'settings:write',
    handler: async (visit) => {
      const staff = await getStaff(visit.deps.store.read, visit.param('id'));
      refuseOwnersOf(visit.user, staff.role);
      return show(await staffView(visit, { dialog: staff }));
    },
  }),
  action({
    path: '/settings/staff/:id/role',
    access: 'settings:write',
    handler: async ({ deps, user, form, param }) => {
      const staff = await getStaff(deps.store.read, param('id'));
      refuseOwnersOf(user, staff.role);
      const role = grantedRole(user, form.text('role'));
      await deps.store.write((tx) => changeRole(tx, staff.id, role));
      return goTo('/settings/staff');
    },
  }),
  action({
    path: '/settings/staff/:id/links',
    access: 'settings:write',
    handler: async (visit) => {
      const { deps, user, param } = visit;
      const staff = await getStaff(deps.store.read, param('id'));
      refuseOwnersOf(user, staff.role);
      const purpose = staff.hasPassword ? 'reset' : 'set_up';
      const lifetime = staff.hasPassword ? DAY : STAFF_INVITATION;
      const token = await deps.store.write((tx) => invite(tx, staff.id, purpose, lifetime));
      return await withLink(visit, staff.email, token, lifetime);
    },
  }),
  action({
    path: '/settings/staff/:id/removal',
    access: 'settings:write',
    handler: async ({ deps, user, param }) => {
      const staff = await getStaff(deps.store.read, param('id'));
      refuseOwnersOf(user, staff.role);
      await deps.store.write((tx) => deleteStaff(tx, staff.id));
      return goTo('/settings/staff');
    },
  }),
];
