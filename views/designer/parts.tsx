import { links } from '../../src/lib/links.ts';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { Section } from '../kit/card.tsx';
import type { Option } from '../kit/control.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import type { IntegrationFacts } from '../kit/integration-aside.tsx';
import { IntegrationLayout } from '../kit/layout.tsx';
import { PageHead } from '../kit/page-head.tsx';
import { type DraftState, DraftStateBar } from './draft-state.tsx';
import { SeenFields } from './seen.tsx';

/** Something that a draft names, and what may take its place. */
type PartRow = { of: string; label: string; help: string; options: Option[]; value: string };

export type PartsForm = {
  /** Those that are not installed. */
  components: PartRow[];
  /** Actions, triggers and data sources that are not there. */
  parts: PartRow[];
  connections: PartRow[];
  /** Missing components that code calls: only whoever writes the code can put others in their place. */
  inCode: string[];
};

type PartsPageProps = {
  frame: Frame;
  integration: IntegrationFacts;
  state: DraftState;
  revision: number;
  form: PartsForm;
  /** Why what was sent is not done yet. */
  told: string | undefined;
};

/** What a draft needs of components, and pickers to map what is not there. */
export function PartsPage({ frame, integration, state, revision, form, told }: PartsPageProps) {
  const { components, parts, connections, inCode } = form;
  const isWhole = components.length + parts.length + inCode.length === 0;
  const { id } = integration;
  return (
    <IntegrationLayout frame={frame} title="Components and connections" integration={integration}>
      <PageHead
        title="Components and connections"
        note="What the draft uses. Choose what takes the place of what is not there."
      >
        <DraftStateBar frame={frame} integration={integration} state={state} />
      </PageHead>
      {told === undefined ? null : (
        <Banner tone="warn" alert>
          {told}
        </Banner>
      )}
      {isWhole ? <Banner tone="ok">Every component that the draft uses is installed.</Banner> : null}
      {inCode.length === 0 ? null : (
        <Banner tone="warn">
          Code calls {inCode.join(', ')}, not installed here. Install it, or change the code.
        </Banner>
      )}
      {components.length + parts.length + connections.length === 0 ? (
        <EmptyState
          title="Nothing to map"
          actions={<Button href={links.integration(id)}>Show the flows</Button>}
        >
          <p>No step needs a connection, and nothing that the draft names can be mapped.</p>
        </EmptyState>
      ) : (
        <form class="stack" method="post" action={links.parts(id)}>
          <SeenFields frame={frame} seen={{ revision }} />
          <Rows kind="component" title="Components that are not installed" rows={components} />
          <Rows kind="part" title="Actions, triggers and data sources that are not there" rows={parts} />
          <Rows kind="connection" title="Connections" rows={connections} />
          <div class="row">
            <Button kind="primary">Map</Button>
            <Button href={links.integration(id)}>Show the flows</Button>
          </div>
        </form>
      )}
    </IntegrationLayout>
  );
}

type RowsProps = { kind: 'component' | 'part' | 'connection'; title: string; rows: PartRow[] };

function Rows({ kind, title, rows }: RowsProps) {
  if (rows.length === 0) return null;
  return (
    <Section id={`${kind}s`} title={title}>
      {rows.map(({ of, ...row }, index) => (
        <>
          <input type="hidden" name={`of.${kind}.${index}`} value={of} />
          <Field kind="select" name={`${kind}.${index}`} {...row} />
        </>
      ))}
    </Section>
  );
}
