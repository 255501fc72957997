import { bytes } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import { StaffLayout } from '../kit/layout.tsx';
import { Breadcrumb, PageHead } from '../kit/page-head.tsx';
import { Pager } from '../kit/pager.tsx';
import { Table } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';

export type PackageRow = { id: string; specifier: string; size: number; addedAt: Instant; addedBy: string };

type PackagesProps = {
  frame: Frame;
  rows: PackageRow[];
  /** What code may require of itself. */
  shipped: string[];
  canWrite: boolean;
  specifier: string;
  errors: Record<string, string>;
  limitMb: number;
  /** The one that is about to be deleted. */
  dialog: Pick<PackageRow, 'id' | 'specifier'> | undefined;
  first: string | undefined;
  older: string | undefined;
};

const COLUMNS = [
  { label: 'Package' },
  { label: 'Size', num: true },
  { label: 'Added', wide: true },
  { label: 'Actions', hidden: true },
];

/** What code steps may require beside what ships. */
export function PackagesPage(props: PackagesProps) {
  const { frame, rows, shipped, canWrite, errors, dialog, first, older } = props;
  return (
    <StaffLayout
      frame={frame}
      title="Packages"
      section="components"
      dialog={dialog && <DeletionDialog frame={frame} row={dialog} />}
    >
      <Breadcrumb items={[{ href: links.components(), label: 'Components' }]} here="Packages" />
      <PageHead
        title="Packages"
        note="What code may require. Nothing is ever fetched from elsewhere: it is here, or the code is told that it is not."
      />
      <FormErrors errors={errors} />
      {canWrite ? <Upload {...props} /> : null}
      <p class="muted">With Stepwell come {shipped.join(', ')}.</p>
      <div class="stack" id="packages">
        {rows.length === 0 ? (
          <EmptyState title="No packages were uploaded yet">
            <p>
              {canWrite
                ? 'Choose above the one file that a package is loaded by, as it stands in its dist folder.'
                : 'Admins upload here what code has to require.'}
            </p>
          </EmptyState>
        ) : (
          <Rows rows={rows} canWrite={canWrite} />
        )}
        <Pager first={first} older={older} />
      </div>
    </StaffLayout>
  );
}

function Upload({ frame, specifier, errors, limitMb }: PackagesProps) {
  return (
    <form
      class="card stack"
      method="post"
      action={links.packages()}
      enctype="multipart/form-data"
      aria-labelledby="add"
    >
      <Csrf token={frame.csrf} />
      <h2 id="add">Upload a package</h2>
      <Field
        name="specifier"
        label="Package"
        placeholder="papaparse@5.4.1/papaparse.min.js"
        help="As code requires it: the name, the version and the file."
        value={specifier}
        error={errors.specifier}
        required
      />
      <Field
        name="file"
        label="File"
        kind="file"
        help={`JavaScript that holds all that it needs (CommonJS or UMD), up to ${limitMb} MB.`}
        error={errors.file}
      />
      <div class="row">
        <Button kind="primary" icon="upload">
          Upload package
        </Button>
      </div>
    </form>
  );
}

function Rows({ rows, canWrite }: Pick<PackagesProps, 'rows' | 'canWrite'>) {
  return (
    <Table label="Packages" columns={COLUMNS}>
      {rows.map(({ id, specifier, size, addedAt, addedBy }) => (
        <tr>
          <th scope="row" class="mono">
            {specifier}
          </th>
          <td class="num">{bytes(size)}</td>
          <td class="wide muted">
            <Time at={addedAt} /> · {addedBy}
          </td>
          <td class="num">
            {canWrite ? (
              <Button kind="quiet" href={links.packageDeletion(id)} aria-label={`Delete ${specifier}`}>
                Delete
              </Button>
            ) : null}
          </td>
        </tr>
      ))}
    </Table>
  );
}

type DeletionProps = { frame: Frame; row: Pick<PackageRow, 'id' | 'specifier'> };

function DeletionDialog({ frame, row: { id, specifier } }: DeletionProps) {
  return (
    <Dialog id="deletion" title="Delete package" close={links.packages()}>
      <p>
        Code that requires <span class="mono">{specifier}</span> fails from then on, and says why.
      </p>
      <form class="row" method="post" action={links.packageDeletion(id)}>
        <Csrf token={frame.csrf} />
        <Button kind="danger">Delete package</Button>
        <Button href={links.packages()} autofocus>
          Keep it
        </Button>
      </form>
    </Dialog>
  );
}
