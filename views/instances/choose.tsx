import type { Child, PropsWithChildren } from 'hono/jsx';
import { links } from '../../src/lib/links.ts';
import { Button } from '../kit/button.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import type { Frame } from '../kit/frame.ts';
import { IntegrationTile } from '../kit/integration-tile.tsx';
import { StaffLayout } from '../kit/layout.tsx';
import { Breadcrumb, PageHead } from '../kit/page-head.tsx';
import { Search } from '../kit/search.tsx';
import { Table, TitleCell } from '../kit/table.tsx';
import { WizardSteps } from '../kit/wizard.tsx';

const STEPS = ['Integration', 'Customer', 'Values'];

type DeployFrameProps = PropsWithChildren<{ frame: Frame; step: number; title: string; note?: Child }>;

/** The page of each step of a deployment. */
export function DeployFrame({ frame, step, title, note, children }: DeployFrameProps) {
  const state = (index: number) => (index < step ? 'done' : index === step ? 'current' : 'ahead');
  return (
    <StaffLayout frame={frame} title="New instance" section="instances" bare>
      <main id="main" tabindex={-1} class="wizard">
        <div class="stack">
          <Breadcrumb items={[{ href: links.instances(), label: 'Instances' }]} here="New" />
          <WizardSteps steps={STEPS.map((label, index) => ({ label, state: state(index) }))} />
        </div>
        <PageHead title={title} note={note} />
        {children}
      </main>
    </StaffLayout>
  );
}

/** Something to deploy, or somebody to deploy it for. */
export type Candidate = {
  href: string;
  name: string;
  note: string;
  /** `icon` is the hash of its picture. */
  integration?: { id: string; icon: string | null };
};

export type ChooseProps = {
  frame: Frame;
  candidates: Candidate[];
  text: string;
  /** What was chosen before, kept while one searches. */
  kept: { name: string; value: string } | undefined;
  hasMore: boolean;
};

export function ChooseIntegration(props: ChooseProps) {
  return (
    <DeployFrame frame={props.frame} step={0} title="What do you deploy?">
      <Candidates {...props} action={links.newInstance()} noun="integrations">
        <EmptyState
          title="Nothing to deploy yet"
          actions={
            <Button kind="primary" href={links.integrations()}>
              Integrations
            </Button>
          }
        >
          <p>An integration can be deployed once a version of it is published.</p>
        </EmptyState>
      </Candidates>
    </DeployFrame>
  );
}

type ChooseCustomerProps = ChooseProps & { integrationName: string; newCustomer: string; change: string };

export function ChooseCustomer({ integrationName, newCustomer, change, ...props }: ChooseCustomerProps) {
  const mayAdd = props.frame.viewer?.may('customers:write') === true;
  const note = (
    <>
      {integrationName} · <a href={change}>Choose another integration</a>
    </>
  );
  const add = (kind: 'primary' | undefined) => (
    <Button kind={kind} href={newCustomer} icon="plus" data-key="n">
      Customer
    </Button>
  );
  return (
    <DeployFrame frame={props.frame} step={1} title="Who is it for?" note={note}>
      <Candidates
        {...props}
        action={links.newInstance()}
        noun="customers"
        beside={mayAdd ? add(undefined) : undefined}
      >
        <EmptyState title="No customers yet" actions={mayAdd ? add('primary') : undefined}>
          <p>
            {mayAdd ? 'Add the customer that you deploy this for.' : 'Builders and admins add customers.'}
          </p>
        </EmptyState>
      </Candidates>
    </DeployFrame>
  );
}

type CandidatesProps = PropsWithChildren<
  Omit<ChooseProps, 'frame'> & {
    /** Where a search is sent. */
    action: string;
    noun: string;
    beside?: Child;
  }
>;

/** A list to choose from, by links; its children stand where there is nothing at all. */
export function Candidates(props: CandidatesProps) {
  const { candidates, text, kept, hasMore, action, noun, beside, children } = props;
  if (candidates.length === 0 && text === '') return <>{children}</>;
  return (
    <div class="stack">
      <Search
        action={action}
        label={`Search ${noun} by name`}
        placeholder="Search by name"
        value={text}
        list="list"
      >
        {kept ? <input type="hidden" name={kept.name} value={kept.value} /> : null}
        {beside}
      </Search>
      <div class="stack" id="list">
        {candidates.length === 0 ? (
          <p class="muted">No {noun} have this in their name.</p>
        ) : (
          <Table label={`Choose one of the ${noun}`}>
            {candidates.map(({ href, name, note, integration }) => (
              <tr>
                <TitleCell
                  href={href}
                  title={name}
                  note={note}
                  tile={integration && <IntegrationTile name={name} {...integration} />}
                />
              </tr>
            ))}
          </Table>
        )}
        {hasMore ? <p class="small muted">There are more. Type a part of the name to find them.</p> : null}
      </div>
    </div>
  );
}
