import { links } from '../../src/lib/links.ts';
import { lookOf } from '../../src/lib/ui/step-looks.ts';
import { Badge } from '../kit/badge.tsx';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import type { Frame } from '../kit/frame.ts';
import { StaffLayout } from '../kit/layout.tsx';
import { PageHead } from '../kit/page-head.tsx';
import { Search } from '../kit/search.tsx';
import { Table, TitleCell } from '../kit/table.tsx';
import { Tile } from '../kit/tile.tsx';
import { UploadForm } from '../kit/upload-form.tsx';

export type ComponentRow = {
  key: string;
  label: string;
  description: string;
  actions: number;
  triggers: number;
  connections: number;
  /** The newest of a custom one. */
  version: number | undefined;
  picture: string | undefined;
};

type ComponentsProps = {
  frame: Frame;
  rows: ComponentRow[];
  text: string;
  errors: Record<string, string>;
  /** The integration whose code was uploaded. */
  made: { id: string; name: string } | undefined;
};

const COLUMNS = [
  { label: 'Component' },
  { label: 'Key', wide: true },
  { label: 'Actions', num: true },
  { label: 'Triggers', num: true, wide: true },
  { label: 'Connections', num: true, wide: true },
];

/** What steps can be made of. */
export function ComponentsPage({ frame, rows, text, errors, made }: ComponentsProps) {
  const mayWrite = frame.viewer?.may('integrations:write') === true;
  return (
    <StaffLayout frame={frame} title="Components" section="components">
      <PageHead title="Components" note="What the triggers and steps of integrations are made of.">
        <Button href={links.packages()}>Packages</Button>
      </PageHead>
      <FormErrors errors={errors} />
      {mayWrite ? <Upload frame={frame} errors={errors} /> : null}
      <Search
        action={links.components()}
        label="Search components by name or by what they do"
        placeholder="Search by name or by what they do"
        value={text}
        list="list"
      />
      <div class="stack" id="list">
        {made === undefined ? null : (
          <Banner tone="ok">
            The code is that of the integration <a href={links.integration(made.id)}>{made.name}</a>, whose
            draft it is now.
          </Banner>
        )}
        {rows.length > 0 ? <Rows rows={rows} /> : <Nothing />}
      </div>
    </StaffLayout>
  );
}

/** Mostly people come to look something up. */
function Upload({ frame, errors }: { frame: Frame; errors: Record<string, string> }) {
  return (
    <details open={errors.file !== undefined}>
      <summary>Upload a component of your own</summary>
      <UploadForm
        frame={frame}
        action={links.components()}
        label="Bundle"
        help={
          <>
            The zip of <code>dist</code> or its <code>index.js</code>, as the SDK builds it, up to 50 MB. The
            same key again is a new version; the code of an integration becomes that integration.
          </>
        }
        error={errors.file}
        renews="list"
      />
    </details>
  );
}

function Rows({ rows }: { rows: ComponentRow[] }) {
  return (
    <Table label="Components" columns={COLUMNS}>
      {rows.map(({ key, label, description, actions, triggers, connections, version, picture }) => {
        const { icon, hue } = lookOf(key);
        return (
          <tr>
            <TitleCell
              href={links.component(key)}
              title={
                version === undefined ? (
                  label
                ) : (
                  <>
                    {label} <Badge>custom · {version}</Badge>
                  </>
                )
              }
              note={description}
              tile={<Tile hue={hue} icon={icon} picture={picture} kind="soft" />}
            />
            <td class="wide mono">{key}</td>
            <Count count={actions} />
            <Count count={triggers} wide />
            <Count count={connections} wide />
          </tr>
        );
      })}
    </Table>
  );
}

/** None is quiet. */
function Count({ count, wide }: { count: number; wide?: boolean }) {
  const look = wide ? 'num wide' : 'num';
  return count === 0 ? <td class={`${look} muted`}>0</td> : <td class={look}>{count}</td>;
}

function Nothing() {
  return (
    <EmptyState title="No components fit" actions={<Button href={links.components()}>Clear filter</Button>}>
      <p>
        Components are found by a part of their name, of their key, or of the name of one of their actions.
      </p>
    </EmptyState>
  );
}
