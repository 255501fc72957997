import type { Instant } from '../../src/lib/time.ts';
import { Banner } from '../kit/banner.tsx';
import { Button, CopyButton } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import type { Frame } from '../kit/frame.ts';
import { Pager } from '../kit/pager.tsx';
import { Table, TitleCell } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';
import type { RoleOption } from '../settings/role-choices.tsx';
import { InvitationForm, NewLinkForm, PersonRole, RoleForm } from './forms.tsx';

export type PersonRow = {
  id: string;
  name: string;
  email: string;
  role: string;
  roleName: string;
  createdAt: Instant;
  /** Has not followed the invitation yet. */
  isInvited: boolean;
  isSelf: boolean;
  /** Where the person is changed. */
  at: PersonAddresses;
};

export type PersonAddresses = { person: string; role: string; links: string; removal: string };

/** What has become of a link that was just made. */
export type MadeLink = { email: string; url: string; days: number; mail: 'sent' | 'failed' | 'off' };

export type PeopleFacts = {
  frame: Frame;
  /** Where all of them are, and somebody is invited. */
  list: string;
  rows: PersonRow[];
  roles: RoleOption[];
  values: Record<string, string>;
  errors: Record<string, string>;
  link: MadeLink | undefined;
  older: string | undefined;
  /** Whether mail is sent, or links are handed over. */
  hasMail: boolean;
  dialog: PersonRow | undefined;
};

/** A customer's people, and the form that invites another one. */
export function People(props: PeopleFacts) {
  const { frame, list, rows, roles, values, errors, link, older, hasMail } = props;
  return (
    <>
      {link === undefined ? null : <LinkBanner link={link} />}
      <FormErrors errors={errors} />
      <PeopleRows rows={rows} />
      <Pager older={older} />
      <InvitationForm {...{ frame, roles, values, errors, hasMail }} action={list} usual="customer_member" />
    </>
  );
}

const COLUMNS = [{ label: 'Name' }, { label: 'Role' }, { label: 'Since', wide: true }];

export function PeopleRows({ rows }: { rows: PersonRow[] }) {
  return (
    <Table label="People" columns={COLUMNS}>
      {rows.map((row) => (
        <tr>
          <TitleCell
            href={row.at.person}
            title={row.name}
            note={row.name === row.email ? undefined : row.email}
          />
          <td>
            <PersonRole person={row} />
          </td>
          <td class="wide muted">
            <Time at={row.createdAt} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

/** A link that was just made: what has become of it, and the link itself where somebody has to hand it over. */
export function LinkBanner({ link: { email, url, days, mail } }: { link: MadeLink }) {
  const span = days === 1 ? 'a day' : `${days} days`;
  if (mail === 'sent') {
    return (
      <Banner tone="ok" alert>
        A link was sent to {email}. It works once, and is good for {span}.
      </Banner>
    );
  }
  return (
    <Banner
      tone={mail === 'failed' ? 'warn' : 'ok'}
      alert
      action={<CopyButton text={url} label="Copy the link" />}
    >
      {mail === 'failed' ? 'The mail could not be sent. ' : null}
      <strong>Send this link to {email}.</strong> It is shown only now, works once, and is good for {span}:{' '}
      <code>{url}</code>
    </Banner>
  );
}

type PersonDialogProps = { frame: Frame; row: PersonRow; roles: RoleOption[]; close: string };

/** What can be done with one of them. */
export function PersonDialog({ frame, row, roles, close }: PersonDialogProps) {
  return (
    <Dialog id="person" title={row.name} close={close}>
      <RoleForm {...{ frame, roles }} id="person-role" action={row.at.role} person={row} />
      <NewLinkForm frame={frame} action={row.at.links} person={row} />
      <form class="row" method="post" action={row.at.removal}>
        <Csrf token={frame.csrf} />
        <Button kind="danger" icon="trash-2">
          Remove {row.name}
        </Button>
        <span class="small muted grow">They are signed out at once. What they set up stays.</span>
      </form>
    </Dialog>
  );
}
