import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import { fieldId } from '../../src/lib/ui/field-ties.ts';
import { Banner } from '../kit/banner.tsx';
import { Button, CopyButton } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import { Pager } from '../kit/pager.tsx';
import { Table } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';
import { RoleChoices, type RoleOption } from './role-choices.tsx';
import { Settings } from './settings.tsx';

export type TokenRow = {
  id: string;
  name: string;
  roleName: string;
  createdBy: string;
  createdAt: Instant;
  lastUsedAt: Instant | null;
  /** Why it may be known to somebody who should not have it. */
  warning: string | undefined;
  canRevoke: boolean;
};

type TokensProps = {
  frame: Frame;
  /** Of the token that the form makes, once. */
  id: string;
  rows: TokenRow[];
  roles: RoleOption[];
  values: Record<string, string>;
  errors: Record<string, string>;
  /** The token that was just made: shown this once. */
  made: { name: string; token: string } | undefined;
  /** What is to be said of one that the same form has made before. */
  repeated: string | undefined;
  /** The one that is about to be revoked. */
  dialog: Pick<TokenRow, 'id' | 'name' | 'lastUsedAt'> | undefined;
  url: string;
  older: string | undefined;
};

const COLUMNS = [
  { label: 'Name' },
  { label: 'Role' },
  { label: 'Made', wide: true },
  { label: 'Last used' },
  { label: 'Actions', hidden: true },
];

export function TokensPage(props: TokensProps) {
  const { frame, id, rows, roles, values, errors, made, repeated, dialog, url, older } = props;
  return (
    <Settings frame={frame} tab="tokens" dialog={dialog && <RevocationDialog frame={frame} token={dialog} />}>
      {made === undefined ? null : (
        <Banner tone="ok" alert action={<CopyButton text={made.token} label="Copy the token" />}>
          <strong>Copy the token of {made.name} now.</strong> It is not shown again: <code>{made.token}</code>
        </Banner>
      )}
      {repeated === undefined ? null : (
        <Banner tone="warn" alert>
          {repeated}
        </Banner>
      )}
      {rows.some(({ warning }) => warning !== undefined) ? (
        <Banner tone="warn">
          Whoever made a token may still know it. Where that person has left or may do less now, make another
          token for the script, then revoke the old one.
        </Banner>
      ) : null}
      <FormErrors errors={errors} />
      <form class="card stack" method="post" action={links.tokens()} aria-labelledby="make">
        <Csrf token={frame.csrf} />
        <h2 id="make">New API token</h2>
        <input type="hidden" name="id" value={id} />
        <Field
          name="name"
          label="What is it for?"
          placeholder="Nightly import of customers"
          value={values.name}
          error={errors.name}
          required
        />
        <RoleChoices
          id={fieldId({ name: 'role' })}
          legend="May do what this role may"
          roles={roles}
          value={values.role ?? 'support'}
          error={errors.role}
        />
        <div class="row">
          <Button kind="primary">Make token</Button>
          <span class="small muted grow">
            Sent as <code>Authorization: Bearer …</code> to <code>{url}/api/v1</code>.{' '}
            <a href={links.apiDescription()}>What the API can do</a>
          </span>
        </div>
      </form>
      {rows.length === 0 ? (
        <EmptyState title="No tokens yet">
          <p>A token lets a script do by the API what its role may do on these pages.</p>
        </EmptyState>
      ) : (
        <Table label="API tokens" columns={COLUMNS}>
          {rows.map((row) => (
            <TokenLine row={row} />
          ))}
        </Table>
      )}
      <Pager older={older} />
    </Settings>
  );
}

function TokenLine({ row }: { row: TokenRow }) {
  return (
    <tr>
      <th scope="row">
        {row.name}
        {row.warning === undefined ? null : <div class="small muted">{row.warning}</div>}
      </th>
      <td>{row.roleName}</td>
      <td class="wide muted">
        <p>
          <Time at={row.createdAt} /> · {row.createdBy}
        </p>
      </td>
      <td class="muted">{row.lastUsedAt === null ? 'Never' : <Time at={row.lastUsedAt} />}</td>
      <td class="num">
        {row.canRevoke ? (
          <Button kind="quiet" href={links.tokenRevocation(row.id)} aria-label={`Revoke ${row.name}`}>
            Revoke
          </Button>
        ) : null}
      </td>
    </tr>
  );
}

type RevocationProps = { frame: Frame; token: Pick<TokenRow, 'id' | 'name' | 'lastUsedAt'> };

function RevocationDialog({ frame, token: { id, name, lastUsedAt } }: RevocationProps) {
  return (
    <Dialog id="revocation" title="Revoke API token" close={links.tokens()}>
      <p>
        Scripts that send <strong>{name}</strong> are refused from then on. It was{' '}
        {lastUsedAt === null ? (
          'never used'
        ) : (
          <>
            last used <Time at={lastUsedAt} />
          </>
        )}
        . This cannot be undone.
      </p>
      <form class="row" method="post" action={links.tokenRevocation(id)}>
        <Csrf token={frame.csrf} />
        <Button kind="danger">Revoke token</Button>
        <Button href={links.tokens()} autofocus>
          Keep it
        </Button>
      </form>
    </Dialog>
  );
}
