import { type DraftState, DraftStateBar } from '../designer/draft-state.tsx';
import { Badge } from '../kit/badge.tsx';
import { Section } from '../kit/card.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import type { Frame } from '../kit/frame.ts';
import type { IntegrationFacts } from '../kit/integration-aside.tsx';
import { IntegrationLayout } from '../kit/layout.tsx';
import { PageHead } from '../kit/page-head.tsx';
import { Table } from '../kit/table.tsx';
import { type ShownVariable, VariableRow } from './config-variable.tsx';
import type { ValueLinks } from './step-value.tsx';

export type ConfigElement =
  | { kind: 'variable'; variable: ShownVariable; again: boolean }
  | { kind: 'text'; text: string };

export type ShownPage = { title: string; note: string; isOfUsers: boolean; elements: ConfigElement[] };

type ConfigurationPageProps = {
  frame: Frame;
  integration: IntegrationFacts;
  state: DraftState;
  pages: ShownPage[];
  valueLinks: ValueLinks;
};

const COLUMNS = [{ label: 'Config variable' }, { label: 'Default' }, { label: 'Used by', wide: true }];

/** What an integration asks of a customer, page by page. */
export function ConfigurationPage({ frame, integration, state, pages, valueLinks }: ConfigurationPageProps) {
  return (
    <IntegrationLayout frame={frame} title="Configuration" integration={integration}>
      <PageHead title="Configuration" note="What is asked when an instance is set up, page by page.">
        <DraftStateBar frame={frame} integration={integration} state={state} />
      </PageHead>
      {pages.length === 0 ? (
        <EmptyState title="Nothing to configure">
          <p>
            This integration asks nothing of a customer. Config variables hold what differs from one to the
            next: addresses, choices, connections.
          </p>
        </EmptyState>
      ) : null}
      {pages.map((page, index) => (
        <ConfigPage page={page} index={index} id={integration.id} valueLinks={valueLinks} />
      ))}
    </IntegrationLayout>
  );
}

type ConfigPageProps = { page: ShownPage; index: number; id: string; valueLinks: ValueLinks };

function ConfigPage({ page, index, id, valueLinks }: ConfigPageProps) {
  const { title, note, isOfUsers, elements } = page;
  return (
    <Section
      id={`config-page-${index + 1}`}
      title={title}
      aside={
        isOfUsers ? <Badge title="Each user of a customer answers it alone">each user</Badge> : undefined
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
                <td colspan={2} class="muted">
                  {element.text}
                </td>
                <td class="wide" />
              </tr>
            ) : (
              <VariableRow
                id={id}
                variable={element.variable}
                again={element.again}
                valueLinks={valueLinks}
              />
            ),
          )}
        </Table>
      )}
    </Section>
  );
}
