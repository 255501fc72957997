import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import { Badge } from '../kit/badge.tsx';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import type { Frame } from '../kit/frame.ts';
import { StaffLayout } from '../kit/layout.tsx';
import { PageHead } from '../kit/page-head.tsx';
import { Table } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';
import { NameForm, PasswordForm } from './account-forms.tsx';

export type SessionRow = {
  /** Names it in its form. */
  hash: string;
  browser: string;
  address: string;
  createdAt: Instant;
  lastSeenAt: Instant;
  isThis: boolean;
};

type AccountProps = {
  frame: Frame;
  name: string;
  email: string;
  role: string;
  rows: SessionRow[];
  errors: Record<string, string>;
  /** What was just done. */
  done: string | undefined;
};

export function AccountPage({ frame, name, email, role, rows, errors, done }: AccountProps) {
  return (
    <StaffLayout frame={frame} title="Your account" section={undefined}>
      <PageHead title="Your account" note={`${email} · ${role}`} />
      {done === undefined ? null : (
        <Banner tone="ok" data-said-by="done">
          {done}
        </Banner>
      )}
      <FormErrors errors={errors} />
      <div class="columns">
        <NameForm frame={frame} action={links.account()} errors={errors} name={name} />
        <PasswordForm frame={frame} action={links.password()} errors={errors} email={email} />
      </div>
      <Sessions frame={frame} rows={rows} />
    </StaffLayout>
  );
}

const COLUMNS = [
  { label: 'Browser' },
  { label: 'Address', wide: true },
  { label: 'Signed in', wide: true },
  { label: 'Last seen' },
  { label: 'Actions', hidden: true },
];

function Sessions({ frame, rows }: { frame: Frame; rows: SessionRow[] }) {
  return (
    <section class="stack" aria-labelledby="sessions">
      <div class="row spread">
        <h2 id="sessions">Where you are signed in</h2>
        {rows.length > 1 ? (
          <form method="post" action={links.sessions()}>
            <Csrf token={frame.csrf} />
            <Button>Sign out everywhere else</Button>
          </form>
        ) : null}
      </div>
      <Table label="Sessions" columns={COLUMNS}>
        {rows.map((row) => (
          <tr>
            <th scope="row">{row.browser}</th>
            <td class="wide mono">{row.address}</td>
            <td class="wide muted">
              <Time at={row.createdAt} />
            </td>
            <td class="muted">
              <Time at={row.lastSeenAt} />
            </td>
            <td class="num">
              {row.isThis ? <Badge tone="brand">This one</Badge> : <EndSession frame={frame} row={row} />}
            </td>
          </tr>
        ))}
      </Table>
    </section>
  );
}

function EndSession({ frame, row }: { frame: Frame; row: SessionRow }) {
  return (
    <form method="post" action={links.session(row.hash)}>
      <Csrf token={frame.csrf} />
      <Button kind="quiet" aria-label={`Sign out ${row.browser} at ${row.address}`}>
        Sign out
      </Button>
    </form>
  );
}
