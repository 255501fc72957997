import type { Instant } from '../../src/lib/time.ts';
import { Badge } from '../partials/badge.tsx';
import { Banner } from '../partials/banner.tsx';
import { Button, CopyButton } from '../partials/button.tsx';
import { Csrf } from '../partials/csrf.tsx';
import { Dialog } from '../partials/dialog.tsx';
import { FormErrors } from '../partials/error-summary.tsx';
import { Field } from '../partials/field.tsx';
import type { Frame } from '../partials/frame.ts';
import { MenuItem, MoreMenu } from '../partials/menu.tsx';
import { Pager } from '../partials/pager.tsx';
import { Table, TitleCell } from '../partials/table.tsx';
import { Time } from '../partials/time.tsx';
import { Settings } from './settings.tsx';

export type StaffRow = {
  id: string;
  name: string;
  email: string;
  role: string;
  roleName: string;
  createdAt: Instant;
  /** Has not followed the invitation yet. */
  isInvited: boolean;
  isSelf: boolean;
  /** Whether the viewer may change this person: only owners may change owners. */
  canChange: boolean;
};

export type RoleOption = { value: string; label: string; help: string };

/** A link that was just made: shown this once. */
export type NewLink = { email: string; url: string; days: number };

type StaffProps = {
  frame: Frame;
  rows: StaffRow[];
  roles: RoleOption[];
  values: Record<string, string>;
  errors: Record<string, string>;
  link: NewLink | undefined;
  older: string | undefined;
  dialog?: StaffRow | undefined;
};

const COLUMNS = [
  { label: 'Name' },
  { label: 'Role' },
  { label: 'Since', wide: true },
  { label: 'Actions', hidden: true },
];

export function StaffPage(props: StaffProps) {
  const { frame, rows, roles, values, errors, link, older, dialog } = props;
  return (
    <Settings
      frame={frame}
      tab="staff"
      dialog={dialog && <StaffDialog frame={frame} row={dialog} roles={roles} />}
    >
      {link === undefined ? null : <LinkBanner link={link} />}
      <FormErrors errors={errors} />
      <form class="card stack" method="post" action="/settings/staff" aria-labelledby="invite">
        <Csrf token={frame.csrf} />
        <h2 id="invite">Invite someone</h2>
        <div class="columns">
          <Field
            kind="email"
            name="email"
            label="E-mail"
            value={values.email}
            error={errors.email}
            required
          />
          <Field
            kind="select"
            name="role"
            label="Role"
            options={roles}
            value={values.role ?? 'builder'}
            error={errors.role}
            help={roles.map(({ label, help }) => `${label}: ${help}`).join(' · ')}
          />
        </div>
        <div class="row">
          <Button kind="primary">Make a link</Button>
          <span class="small muted grow">
            You send it yourself. It is good for seven days and works once.
          </span>
        </div>
      </form>
      <Table label="Staff" columns={COLUMNS}>
        {rows.map((row) => (
          <StaffMember row={row} />
        ))}
      </Table>
      <Pager older={older} />
    </Settings>
  );
}

function LinkBanner({ link }: { link: NewLink }) {
  return (
    <Banner tone="ok" alert action={<CopyButton text={link.url} label="Copy the link" />}>
      <strong>Send this link to {link.email}.</strong> It is shown only now, works once, and is good for{' '}
      {link.days === 1 ? 'a day' : `${link.days} days`}: <code>{link.url}</code>
    </Banner>
  );
}

function StaffMember({ row }: { row: StaffRow }) {
  // Who has not come yet is called by the address.
  const note = row.name === row.email ? undefined : row.email;
  return (
    <tr>
      {row.canChange ? (
        <TitleCell href={`/settings/staff/${row.id}`} title={row.name} note={note} />
      ) : (
        <th scope="row">
          {row.name}
          {note === undefined ? null : <div class="small muted">{note}</div>}
        </th>
      )}
      <td>
        <div class="row">
          {row.roleName} {row.isInvited ? <Badge tone="warn">Invited</Badge> : null}
          {row.isSelf ? <Badge tone="brand">You</Badge> : null}
        </div>
      </td>
      <td class="wide muted">
        <Time at={row.createdAt} />
      </td>
      <td class="num">
        {row.canChange ? (
          <MoreMenu name={`More for ${row.name}`}>
            <MenuItem href={`/settings/staff/${row.id}`} icon="pencil">
              Role, link, removal …
            </MenuItem>
          </MoreMenu>
        ) : null}
      </td>
    </tr>
  );
}

/** One person: role, a new link, removal. */
function StaffDialog({ frame, row, roles }: { frame: Frame; row: StaffRow; roles: RoleOption[] }) {
  const path = `/settings/staff/${row.id}`;
  return (
    <Dialog id="staff" title={row.name} close="/settings/staff">
      <form class="stack" method="post" action={`${path}/role`}>
        <Csrf token={frame.csrf} />
        <Field
          kind="select"
          name="role"
          id="staff-role"
          label="Role"
          options={roles}
          value={row.role}
          help="Another role signs them out everywhere."
        />
        <div class="row">
          <Button kind="primary">Save role</Button>
        </div>
      </form>
      <form class="row" method="post" action={`${path}/links`}>
        <Csrf token={frame.csrf} />
        <Button>{row.isInvited ? 'Make a new invitation link' : 'Make a link for a new password'}</Button>
        <span class="small muted grow">The link before it stops working.</span>
      </form>
      {row.isSelf ? null : (
        <form class="row" method="post" action={`${path}/removal`}>
          <Csrf token={frame.csrf} />
          <Button kind="danger" icon="trash-2">
            Remove {row.name}
          </Button>
          <span class="small muted grow">They are signed out at once. What they built stays.</span>
        </form>
      )}
    </Dialog>
  );
}
