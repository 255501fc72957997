import { bytes } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { Dialog } from '../kit/dialog.tsx';
import type { Frame } from '../kit/frame.ts';
import { MenuItem, MoreMenu } from '../kit/menu.tsx';
import { Table, TitleCell } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';

export type VersionRow = {
  number: number;
  signature: string;
  size: number;
  publishedAt: Instant;
  publishedBy: string;
};

/** An integration that runs it: in its draft, in these versions, or in both. */
export type UserRow = { id: string; name: string; isDraft: boolean; versions: number[] };

type VersionsProps = { component: string; rows: VersionRow[]; current: number; mayWrite: boolean };

const COLUMNS = [
  { label: 'Version' },
  { label: 'Signature', wide: true },
  { label: 'Size', num: true, wide: true },
  { label: 'Published by', wide: true },
  { label: 'Actions', hidden: true },
];

export function ComponentVersions({ component, rows, current, mayWrite }: VersionsProps) {
  return (
    <section class="stack" aria-labelledby="versions">
      <h2 id="versions">Versions</h2>
      <Table label="Versions" columns={COLUMNS}>
        {rows.map(({ number, signature, size, publishedAt, publishedBy }) => (
          <tr aria-current={number === current ? 'true' : undefined}>
            <TitleCell
              href={links.component(component, { version: number })}
              title={`Version ${number}`}
              note={<Time at={publishedAt} />}
            />
            <td class="wide mono small">{signature.slice(0, 12)}</td>
            <td class="wide num">{bytes(size)}</td>
            <td class="wide muted">{publishedBy}</td>
            <td>
              {mayWrite ? (
                <MoreMenu name={`More for version ${number}`}>
                  <MenuItem
                    href={links.componentDeletion(component, { version: number })}
                    icon="trash-2"
                    danger
                  >
                    Delete version …
                  </MenuItem>
                </MoreMenu>
              ) : null}
            </td>
          </tr>
        ))}
      </Table>
    </section>
  );
}

export function ComponentUsers({ rows }: { rows: UserRow[] }) {
  return (
    <section class="stack" aria-labelledby="used-by">
      <h2 id="used-by">Used by</h2>
      {rows.length === 0 ? (
        <p class="muted">No integration uses it.</p>
      ) : (
        <Table label="Used by" columns={[{ label: 'Integration' }, { label: 'Where' }]}>
          {rows.map((row) => (
            <tr>
              <TitleCell href={links.integration(row.id)} title={row.name} />
              <td>
                {row.versions.length === 0 ? (
                  whereOf(row)
                ) : (
                  <a href={links.versions(row.id)}>{whereOf(row)}</a>
                )}
              </td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  );
}

function whereOf({ isDraft, versions }: UserRow): string {
  const numbers =
    versions.length === 0 ? [] : [`${versions.length === 1 ? 'version' : 'versions'} ${versions.join(', ')}`];
  return [...(isDraft ? ['draft'] : []), ...numbers].join(', ');
}

type DeletionProps = {
  frame: Frame;
  component: string;
  label: string;
  /** Undefined where all of them go. */
  version: number | undefined;
  users: UserRow[];
  /** The built-in component that takes its place again. */
  replaces: string | undefined;
};

/** Says what goes, or why it cannot. */
export function ComponentDeletion({ frame, component, label, version, users, replaces }: DeletionProps) {
  const path = links.component(component);
  const noun = version === undefined ? 'component' : 'version';
  return (
    <Dialog id="deletion" title={`Delete ${noun}`} close={path}>
      {users.length === 0 ? (
        <p>
          {version === undefined ? (
            <>
              <strong>{label}</strong> goes with all of its versions.
            </>
          ) : (
            <>
              Version {version} of <strong>{label}</strong> goes.
            </>
          )}{' '}
          {replaces === undefined ? null : `What uses it has the built-in component ${replaces} again. `}
          This cannot be undone, but the same file can be uploaded again.
        </p>
      ) : (
        <>
          <p>It is used, so it stays. Use something else there first:</p>
          <ul>
            {users.map((row) => (
              <li>
                <a href={links.integration(row.id)}>{row.name}</a> ({whereOf(row)})
              </li>
            ))}
          </ul>
        </>
      )}
      <form class="row" method="post" action={links.componentDeletion(component, { version })}>
        <Csrf token={frame.csrf} />
        {users.length === 0 ? <Button kind="danger">Delete {noun}</Button> : null}
        <Button href={path} autofocus>
          Keep it
        </Button>
      </form>
    </Dialog>
  );
}
