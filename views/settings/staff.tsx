import { plural } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import { MenuItem, MoreMenu } from '../kit/menu.tsx';
import { Pager } from '../kit/pager.tsx';
import { Table, TitleCell } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';
import { InvitationForm, NewLinkForm, PersonRole, RoleForm } from '../people/forms.tsx';
import { LinkBanner, type MadeLink } from '../people/people.tsx';
import type { RoleOption } from './role-choices.tsx';
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

/** The API tokens that a person has made: those that the viewer may revoke, and whether there are others. */
export type MadeTokens = { revocable: { name: string; roleName: string }[]; isMore: boolean };

type StaffProps = {
  frame: Frame;
  rows: StaffRow[];
  roles: RoleOption[];
  values: Record<string, string>;
  errors: Record<string, string>;
  link: MadeLink | undefined;
  /** Whether mail is sent, or links are handed over. */
  hasMail: boolean;
  older: string | undefined;
  dialog?: StaffRow | undefined;
  tokens?: MadeTokens | undefined;
};

const COLUMNS = [
  { label: 'Name' },
  { label: 'Role' },
  { label: 'Since', wide: true },
  { label: 'Actions', hidden: true },
];

export function StaffPage(props: StaffProps) {
  const { frame, rows, roles, values, errors, link, hasMail, older, dialog, tokens } = props;
  return (
    <Settings
      frame={frame}
      tab="staff"
      dialog={dialog && <StaffDialog frame={frame} row={dialog} roles={roles} tokens={tokens} />}
    >
      {link === undefined ? null : <LinkBanner link={link} />}
      <FormErrors errors={errors} />
      <InvitationForm {...{ frame, roles, values, errors, hasMail }} action={links.staff()} usual="builder" />
      <Table label="Staff" columns={COLUMNS}>
        {rows.map((row) => (
          <StaffMember row={row} />
        ))}
      </Table>
      <Pager older={older} />
    </Settings>
  );
}

function StaffMember({ row }: { row: StaffRow }) {
  // Who has not come yet is called by the address.
  const note = row.name === row.email ? undefined : row.email;
  return (
    <tr>
      {row.canChange ? (
        <TitleCell href={links.person(row.id)} title={row.name} note={note} />
      ) : (
        <th scope="row">
          {row.name}
          {note === undefined ? null : <div class="small muted">{note}</div>}
        </th>
      )}
      <td>
        <PersonRole person={row} />
      </td>
      <td class="wide muted">
        <Time at={row.createdAt} />
      </td>
      <td class="num">
        {row.canChange ? (
          <MoreMenu name={`More for ${row.name}`}>
            <MenuItem href={links.person(row.id)} icon="pencil">
              Role, link, removal …
            </MenuItem>
          </MoreMenu>
        ) : null}
      </td>
    </tr>
  );
}

type StaffDialogProps = Pick<StaffProps, 'frame' | 'roles' | 'tokens'> & { row: StaffRow };

/** One person: role, a new link, removal. */
function StaffDialog({ frame, row, roles, tokens }: StaffDialogProps) {
  return (
    <Dialog id="staff" title={row.name} close={links.staff()}>
      <RoleForm {...{ frame, roles }} id="staff-role" action={links.personRole(row.id)} person={row}>
        <Revocation
          id="role-revoke"
          label="Revoke the API tokens they made that may do more than the new role"
          tokens={tokens}
        />
      </RoleForm>
      <NewLinkForm frame={frame} action={links.personLinks(row.id)} person={row} />
      {row.isSelf ? null : (
        <form class="stack" method="post" action={links.personRemoval(row.id)}>
          <Csrf token={frame.csrf} />
          <Revocation id="removal-revoke" label="Revoke the API tokens they made" tokens={tokens} />
          <div class="row">
            <Button kind="danger" icon="trash-2">
              Remove {row.name}
            </Button>
            <span class="small muted grow">They are signed out at once. What they built stays.</span>
          </div>
        </form>
      )}
    </Dialog>
  );
}

const MOST_NAMED = 5;

/** Whoever made a token may know it still, so that it goes unless the script that sends it has to go on. */
function Revocation({ id, label, tokens }: { id: string; label: string; tokens: MadeTokens | undefined }) {
  const { revocable, isMore } = tokens ?? { revocable: [], isMore: false };
  if (revocable.length === 0 && !isMore) return null;
  const rest = revocable.length - MOST_NAMED;
  const names = revocable.slice(0, MOST_NAMED).map(({ name, roleName }) => `${name} (${roleName})`);
  const named = [...names, ...(rest > 0 ? [`${plural(rest, 'other')}`] : [])].join(', ');
  const owners = isMore ? 'Those with an owner’s rights stay until an owner revokes them.' : '';
  if (revocable.length === 0) return <p class="small muted">They made API tokens. {owners}</p>;
  return (
    <Field
      kind="checkbox"
      name="revoke"
      id={id}
      value="on"
      checked
      label={label}
      help={`${named}. Scripts that send one stop; without this they go on. ${owners}`}
    />
  );
}
