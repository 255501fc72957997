import { shortened } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { Switch } from '../kit/choice.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import type { Frame } from '../kit/frame.ts';
import type { IntegrationFacts } from '../kit/integration-aside.tsx';
import { IntegrationLayout } from '../kit/layout.tsx';
import { PageHead } from '../kit/page-head.tsx';
import { Pager } from '../kit/pager.tsx';
import { Table } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';
import { CompareMenu } from './compare-menu.tsx';
import { DraftCard, type DraftFacts } from './draft-card.tsx';

export type VersionRow = {
  number: number;
  note: string;
  publishedAt: Instant;
  publishedBy: string | null;
  /** `23`, `99+`. */
  instances: string;
  available: boolean;
  /** The version of its code that it came from, where it is written as code. */
  code: number | undefined;
};

type VersionsProps = {
  frame: Frame;
  integration: IntegrationFacts;
  draft: DraftFacts | undefined;
  /** The number of the newest version; nothing before the first. */
  newest: number | null | undefined;
  rows: VersionRow[];
  /** A note that published nothing: somebody else was first. */
  unused: string | undefined;
  first: string | undefined;
  older: string | undefined;
};

export function VersionsPage(props: VersionsProps) {
  const { frame, integration, draft, newest, rows, unused, first, older } = props;
  return (
    <IntegrationLayout frame={frame} title="Version history" integration={integration}>
      <PageHead title="Version history">
        {newest ? <CompareMenu id={integration.id} newest={newest} version={newest} against="draft" /> : null}
      </PageHead>
      {unused === undefined ? null : <UnusedNote note={unused} />}
      {draft === undefined ? null : <DraftCard frame={frame} integration={integration} draft={draft} />}
      {rows.length === 0 ? (
        <NoVersions canWrite={integration.canWrite} />
      ) : (
        <>
          <Versions frame={frame} integration={integration} rows={rows} />
          <p class="muted small">
            Switching a version off stops new instances of it. Instances that run it already go on.
          </p>
        </>
      )}
      <Pager first={first} older={older} />
    </IntegrationLayout>
  );
}

function UnusedNote({ note }: { note: string }) {
  return (
    <Banner tone="warn" alert>
      <strong>The draft was published already, by the note below.</strong> Yours was not used: “{note}”.
    </Banner>
  );
}

function NoVersions({ canWrite }: { canWrite: boolean }) {
  if (canWrite) {
    return <p class="muted">No versions yet. What you publish here can be deployed for customers.</p>;
  }
  return (
    <EmptyState title="No versions yet">
      <p>Builders publish the draft as a version. From then on it can be deployed for customers.</p>
    </EmptyState>
  );
}

const COLUMNS = [
  { label: 'Version' },
  { label: 'Note' },
  { label: 'Published', wide: true },
  { label: 'Instances', wide: true, num: true },
  { label: 'Available' },
  { label: 'Actions', hidden: true, wide: true },
];

type RowsProps = { frame: Frame; integration: IntegrationFacts; rows: VersionRow[] };

function Versions({ frame, integration, rows }: RowsProps) {
  return (
    <Table label="Published versions" columns={COLUMNS}>
      {rows.map((row) => {
        const at = links.version(integration.id, row.number);
        return (
          <tr>
            <th scope="row" class="mono">
              <a href={at}>v{row.number}</a>
            </th>
            <td>
              <p>{shortened(row.note, 300)}</p>
              {row.code === undefined ? null : (
                <p class="small">
                  <a href={links.component(integration.id, { version: row.code })}>
                    Build {row.code} of its code
                  </a>
                </p>
              )}
            </td>
            <td class="wide muted">
              <p>
                <Time at={row.publishedAt} />
                {row.publishedBy === null ? null : ` · ${row.publishedBy}`}
              </p>
            </td>
            <td class="wide num">{row.instances === '0' ? <span class="muted">0</span> : row.instances}</td>
            <td>
              {integration.canWrite ? (
                <Available
                  frame={frame}
                  action={links.versionAvailability(integration.id, row.number)}
                  row={row}
                />
              ) : row.available ? (
                'Available'
              ) : (
                <span class="muted">Unavailable</span>
              )}
            </td>
            <td class="wide">
              <div class="row">
                <span class="grow" />
                <Button kind="quiet" href={at} aria-label={`Compare v${row.number}`}>
                  Compare
                </Button>
                <Button
                  kind="quiet"
                  href={links.versionDefinition(integration.id, row.number)}
                  icon="download"
                  only={`Export v${row.number} as YAML`}
                  download
                />
              </div>
            </td>
          </tr>
        );
      })}
    </Table>
  );
}

function Available({ frame, action, row }: { frame: Frame; action: string; row: VersionRow }) {
  return (
    <form class="row" method="post" action={action}>
      <Csrf token={frame.csrf} />
      <input type="hidden" name="return" value={frame.path} />
      <Switch
        name="available"
        checked={row.available}
        label={`v${row.number} is available for new instances`}
        data-submit=""
      />
      <span class="unscripted">
        <Button kind="quiet">Save</Button>
      </span>
    </form>
  );
}
