import { links } from '../../src/lib/links.ts';
import { ConfigPagePanel, type ConfigPagePanelProps } from '../designer/config-page-panel.tsx';
import { type DraftState, DraftStateBar } from '../designer/draft-state.tsx';
import { VariablePanel, type VariablePanelProps } from '../designer/variable-panel.tsx';
import { Badge } from '../kit/badge.tsx';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { Section } from '../kit/card.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import type { Frame } from '../kit/frame.ts';
import type { IntegrationFacts } from '../kit/integration-aside.tsx';
import { IntegrationLayout } from '../kit/layout.tsx';
import { Markdown } from '../kit/markdown.tsx';
import { PageHead } from '../kit/page-head.tsx';
import { Table } from '../kit/table.tsx';
import { CodeNote } from './code-note.tsx';
import { type ShownVariable, VariableRow } from './config-variable.tsx';
import type { ValueLinks } from './step-value.tsx';

export type ConfigElement =
  | { kind: 'variable'; variable: ShownVariable; again: boolean }
  /** HTML that was made harmless. */
  | { kind: 'text'; html: string };

export type ShownPage = {
  title: string;
  note: string;
  isOfUsers: boolean;
  elements: ConfigElement[];
  /** From 0; undefined for those that no page asks for. */
  position: number | undefined;
};

/** What is selected, to be changed. */
export type ConfigPanel =
  | { kind: 'variable'; form: Omit<VariablePanelProps, 'frame' | 'id' | 'valueLinks'> }
  | { kind: 'page'; form: Omit<ConfigPagePanelProps, 'frame' | 'id'> };

type ConfigurationPageProps = {
  frame: Frame;
  integration: IntegrationFacts;
  state: DraftState;
  pages: ShownPage[];
  valueLinks: ValueLinks;
  panel: ConfigPanel | undefined;
  /** What was just done, or cannot be. */
  told: string | undefined;
};

const COLUMNS = [{ label: 'Config variable' }, { label: 'Default' }, { label: 'Used by', wide: true }];

/** What an integration asks of a customer, page by page; beside it what is selected. */
export function ConfigurationPage(props: ConfigurationPageProps) {
  const { frame, integration, state, pages, valueLinks, panel, told } = props;
  const { id } = integration;
  const canWrite = integration.canEdit;
  // A link to a variable swaps the whole, in place: the list keeps its scroll position and the focus.
  const swap = {
    'hx-target:inherited': '#configuration',
    'hx-select:inherited': '#configuration',
    'hx-swap:inherited': 'outerMorph show:none',
  };
  return (
    <IntegrationLayout frame={frame} title="Configuration" integration={integration} bare>
      <div id="configuration" class={panel === undefined ? undefined : 'split'} {...swap}>
        <main id="main" tabindex={-1} class="page">
          <PageHead title="Configuration" note="What is asked when an instance is set up, page by page.">
            <DraftStateBar frame={frame} integration={integration} state={state} />
          </PageHead>
          {told === undefined ? null : <Banner tone="run">{told}</Banner>}
          <CodeNote integration={integration} />
          <Actions id={id} canWrite={canWrite} canBeShown={pages.length > 0} />
          {pages.length === 0 ? <NothingToConfigure /> : null}
          {pages.map((page, index) => (
            <ConfigPage
              {...{ page, index, id, valueLinks, canWrite }}
              selected={panel?.kind === 'variable' ? panel.form.variable.key : undefined}
            />
          ))}
        </main>
        <Selected frame={frame} id={id} panel={panel} valueLinks={valueLinks} />
      </div>
    </IntegrationLayout>
  );
}

type SelectedProps = {
  frame: Frame;
  id: string;
  panel: ConfigPanel | undefined;
  valueLinks: ValueLinks;
};

function Selected({ frame, id, panel, valueLinks }: SelectedProps) {
  switch (panel?.kind) {
    case 'variable':
      return <VariablePanel frame={frame} id={id} valueLinks={valueLinks} {...panel.form} />;
    case 'page':
      return <ConfigPagePanel frame={frame} id={id} {...panel.form} />;
    default:
      return null;
  }
}

function NothingToConfigure() {
  return (
    <EmptyState title="Nothing to configure">
      <p>
        This integration asks nothing of a customer. Config variables hold what differs from one to the next:
        addresses, choices, connections.
      </p>
    </EmptyState>
  );
}

type ActionsProps = { id: string; canWrite: boolean; canBeShown: boolean };

function Actions({ id, canWrite, canBeShown }: ActionsProps) {
  if (!canWrite && !canBeShown) return null;
  return (
    <div class="row">
      {canWrite ? (
        <>
          <Button icon="plus" href={links.newVariable(id)}>
            Add a variable
          </Button>
          <Button icon="plus" href={links.newConfigPage(id)}>
            Add a page
          </Button>
        </>
      ) : null}
      {canBeShown ? (
        <Button kind="quiet" href={links.configurationPreview(id)}>
          Preview
        </Button>
      ) : null}
    </div>
  );
}

type ConfigPageProps = {
  page: ShownPage;
  index: number;
  id: string;
  valueLinks: ValueLinks;
  canWrite: boolean;
  /** Key of the variable that is selected. */
  selected: string | undefined;
};

function ConfigPage({ page, index, id, valueLinks, canWrite, selected }: ConfigPageProps) {
  const { title, note, isOfUsers, elements, position } = page;
  const canChange = canWrite && position !== undefined;
  return (
    <Section
      id={`config-page-${index + 1}`}
      title={title}
      aside={
        isOfUsers || canChange ? (
          <>
            {isOfUsers ? <Badge title="Each user of a customer answers it alone">each user</Badge> : null}
            {canChange ? (
              <Button
                kind="quiet"
                icon="pencil"
                only={`Change the page ${title}`}
                href={links.configPage(id, position + 1)}
                hx-boost="true"
              />
            ) : null}
          </>
        ) : undefined
      }
    >
      {note === '' ? null : <p class="muted">{note}</p>}
      {elements.length === 0 ? (
        <p class="muted">This page is empty.</p>
      ) : (
        <Table label={title} columns={COLUMNS} even>
          {elements.map((element) =>
            element.kind === 'text' ? (
              <tr>
                <td colspan={2}>
                  <Markdown html={element.html} />
                </td>
                <td class="wide" />
              </tr>
            ) : (
              <VariableRow
                {...{ id, valueLinks, canWrite }}
                variable={element.variable}
                again={element.again}
                isSelected={element.variable.key === selected}
              />
            ),
          )}
        </Table>
      )}
    </Section>
  );
}
