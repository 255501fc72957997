import { bytes } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import { EmptyState } from '../kit/empty-state.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import type { Frame } from '../kit/frame.ts';
import type { IntegrationFacts } from '../kit/integration-aside.tsx';
import { IntegrationLayout } from '../kit/layout.tsx';
import { MenuItem, MoreMenu } from '../kit/menu.tsx';
import { PageHead } from '../kit/page-head.tsx';
import { Pager } from '../kit/pager.tsx';
import { Table } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';
import { UploadForm } from '../kit/upload-form.tsx';

export type AttachmentRow = { id: string; name: string; size: number; addedAt: Instant; addedBy: string };

type AttachmentsProps = {
  frame: Frame;
  integration: IntegrationFacts;
  rows: AttachmentRow[];
  errors: Record<string, string>;
  /** Of one file. */
  limitMb: number;
  /** At once. */
  mostFiles: number;
  first: string | undefined;
  older: string | undefined;
};

export function AttachmentsPage(props: AttachmentsProps) {
  const { frame, integration, rows, errors, limitMb, mostFiles, first, older } = props;
  return (
    <IntegrationLayout frame={frame} title="Attachments" integration={integration}>
      <PageHead
        title="Attachments"
        note="Documents kept beside the integration. They are for your team: customers do not see them, and no flow reads them."
      />
      <FormErrors errors={errors} />
      {integration.canWrite ? (
        <UploadForm
          frame={frame}
          action={links.attachments(integration.id)}
          label="Add files"
          help={`Of any type, up to ${limitMb} MB each and ${mostFiles} at once.`}
          error={errors.file}
          renews="attachments attachment-count"
        />
      ) : null}
      <div class="stack" id="attachments">
        {rows.length === 0 ? (
          <NoAttachments canWrite={integration.canWrite} />
        ) : (
          <Attachments integration={integration} rows={rows} />
        )}
        <Pager first={first} older={older} />
      </div>
    </IntegrationLayout>
  );
}

function NoAttachments({ canWrite }: { canWrite: boolean }) {
  return (
    <EmptyState title="No attachments yet">
      <p>
        {canWrite
          ? 'Keep here what explains the integration: the description of the other system’s API, a table of codes, what was agreed with a customer. Choose files above.'
          : 'Builders keep here what explains the integration: the description of the other system’s API, a table of codes, what was agreed with a customer.'}
      </p>
    </EmptyState>
  );
}

const COLUMNS = [
  { label: 'Name' },
  { label: 'Size', num: true },
  { label: 'Added', wide: true },
  { label: 'Actions', hidden: true },
];

function Attachments({ integration, rows }: { integration: IntegrationFacts; rows: AttachmentRow[] }) {
  return (
    <Table label="Attachments" columns={COLUMNS}>
      {rows.map((row) => (
        <tr>
          <th scope="row">
            <a class="title" href={links.attachmentContent(integration.id, row.id)} download>
              {row.name}
            </a>
          </th>
          <td class="num">{bytes(row.size)}</td>
          <td class="wide muted">
            <Time at={row.addedAt} /> · {row.addedBy}
          </td>
          <td>{integration.canWrite ? <Actions id={integration.id} row={row} /> : null}</td>
        </tr>
      ))}
    </Table>
  );
}

function Actions({ id, row }: { id: string; row: AttachmentRow }) {
  return (
    <div class="row">
      <span class="grow" />
      <MoreMenu name={`More for ${row.name}`}>
        <MenuItem href={links.attachmentContent(id, row.id)} icon="download" download>
          Download
        </MenuItem>
        <MenuItem href={links.attachment(id, row.id)} icon="pencil">
          Rename …
        </MenuItem>
        <MenuItem href={links.attachmentDeletion(id, row.id)} icon="trash-2" danger>
          Delete …
        </MenuItem>
      </MoreMenu>
    </div>
  );
}
