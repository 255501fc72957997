import type { PropsWithChildren } from 'hono/jsx';
import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import { Button } from '../kit/button.tsx';
import { Status } from '../kit/status.tsx';
import { Table } from '../kit/table.tsx';

export type ConnectionRow = {
  id: string;
  label: string;
  /** What kind of account it is. */
  kind: string;
  isReady: boolean;
  /** Where somebody signs in for it again; undefined where nobody has to. */
  signIn: string | undefined;
  updatedAt: Instant;
  usedBy: { id: string; name: string }[];
};

const COLUMNS = [
  { label: 'Account' },
  { label: 'Used by' },
  { label: 'Changed', wide: true },
  { label: 'Actions', hidden: true },
];

export function AccountTable({ label, children }: PropsWithChildren<{ label: string }>) {
  return (
    <Table label={label} columns={COLUMNS}>
      {children}
    </Table>
  );
}

/** What kind of account it is, and whether it works. */
export function AccountCell({ row: { id, label, kind, isReady } }: { row: ConnectionRow }) {
  return (
    <th scope="row">
      {label}
      <div class="small">
        <span id={`account-${id}`} data-renewed-by={id}>
          <Status state={isReady ? 'active' : 'failed'}>{isReady ? 'Connected' : 'Needs attention'}</Status>
        </span>
        {kind === '' || kind === label ? null : <span class="muted"> · {kind}</span>}
      </div>
    </th>
  );
}

export function UsedByCell({ usedBy }: Pick<ConnectionRow, 'usedBy'>) {
  return (
    <td>
      {usedBy.length === 0 ? <span class="muted">Nothing</span> : null}
      {usedBy.map((each, index) => (
        <>
          {index === 0 ? '' : ', '}
          <a href={links.marketplaceOwn(each.id)}>{each.name}</a>
        </>
      ))}
    </td>
  );
}

/** It is another one after each sign-in: that is how a page in a frame sees that somebody has signed in. */
export function SignInAgain({ row: { id, label, isReady, signIn, updatedAt } }: { row: ConnectionRow }) {
  if (signIn === undefined) return null;
  return (
    <Button
      kind={isReady ? 'quiet' : 'primary'}
      href={signIn}
      id={`sign-in-again-${id}`}
      data-popup=""
      data-renewed-by={id}
      data-changed={String(updatedAt)}
      aria-label={`Sign in again: ${label}`}
    >
      Sign in again
    </Button>
  );
}
