import type { Child } from 'hono/jsx';
import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import { OWN_STATES } from '../../src/lib/ui/customer-words.ts';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { Section } from '../kit/card.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import { Facts } from '../kit/facts.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import { IntegrationTile } from '../kit/integration-tile.tsx';
import { Breadcrumb, PageHead } from '../kit/page-head.tsx';
import { Status } from '../kit/status.tsx';
import { Time } from '../kit/time.tsx';
import { LastRunWords } from './last-run.tsx';
import { PortalLayout } from './layout.tsx';
import type { OwnRow } from './mine.tsx';
import { OwnAnswers, type OwnSetUp, SetUpByPeople } from './own-answers.tsx';
import { type OwnRun, OwnRuns } from './runs.tsx';

type OwnProps = {
  frame: Frame;
  own: OwnRow;
  /** The newest; undefined for those who may not see them. */
  runs: OwnRun[] | undefined;
  createdAt: Instant;
  integrationName: string;
  isOffered: boolean;
  /** There is a newer one than the customer has. */
  isNewer: boolean;
  isPaused: boolean;
  needsAnswers: boolean;
  mayChange: boolean;
  mayUpdate: boolean;
  /** As it was typed, where that was refused. */
  name: string;
  errors: Record<string, string>;
  isSaved: boolean;
  /** Where it asks each person for something. */
  setUp: OwnSetUp | undefined;
  /** Who has answered; undefined for those who may not see it. */
  setUpBy: Parameters<typeof SetUpByPeople>[0] | undefined;
  dialog?: Child;
};

/** One integration that the customer has. */
export function OwnPage(props: OwnProps) {
  const { frame, own, runs, createdAt, integrationName, isOffered, mayChange, dialog } = props;
  const { setUp, setUpBy } = props;
  const said = OWN_STATES[own.state];
  const isShown = !frame.framed?.view.hidden?.includes('activity');
  const offer = isOffered ? (
    <a href={links.marketplaceIntegration(own.integrationId)}>{integrationName}</a>
  ) : (
    integrationName
  );
  return (
    <PortalLayout frame={frame} title={own.name} place="mine" dialog={dialog}>
      <div class="stack">
        <Breadcrumb items={[{ href: links.marketplaceMine(), label: 'My integrations' }]} here={own.name} />
        <div class="row">
          <IntegrationTile id={own.integrationId} name={own.name} icon={own.icon} large />
          <div class="grow">
            <PageHead title={own.name} note={<Status state={said.state}>{said.text}</Status>}>
              {mayChange ? <Acts {...props} /> : undefined}
            </PageHead>
          </div>
        </div>
      </div>
      <Notices {...props} />
      <Facts
        items={[
          { label: 'Integration', value: offer },
          { label: 'Since', value: <Time at={createdAt} /> },
          { label: 'Last', value: <LastRunWords last={own.last} /> },
        ]}
      />
      {setUp === undefined ? null : <OwnAnswers id={own.id} setUp={setUp} />}
      {setUpBy === undefined ? null : (
        <Section id="set-up-by" title="Who has set it up for themselves">
          <SetUpByPeople {...setUpBy} />
        </Section>
      )}
      {runs === undefined || !isShown ? null : <Activity id={own.id} runs={runs} />}
      {mayChange ? <Change {...props} /> : null}
    </PortalLayout>
  );
}

function Acts({ frame, own: { id }, isPaused, needsAnswers }: OwnProps) {
  if (needsAnswers) {
    return (
      <Button kind="primary" href={links.marketplaceAnswers(id)}>
        Continue
      </Button>
    );
  }
  return (
    <>
      <Button href={links.marketplaceAnswers(id)} icon="pencil">
        Change your answers
      </Button>
      {frame.framed?.view.hidden?.includes('pause') ? null : (
        <form method="post" action={links.marketplaceActivation(id)}>
          <Csrf token={frame.csrf} />
          <input type="hidden" name="active" value={isPaused ? 'true' : 'false'} />
          <Button kind={isPaused ? 'primary' : undefined}>{isPaused ? 'Resume' : 'Pause'}</Button>
        </form>
      )}
    </>
  );
}

function Notices({ frame, own, isNewer, isSaved, needsAnswers, mayUpdate, runs }: OwnProps) {
  const isFailing = own.state === 'attention' && !needsAnswers;
  return (
    <>
      {isSaved ? (
        <Banner tone="ok" data-said-by="saved">
          {needsAnswers
            ? `Your answers are saved. ${frame.organization.name} has to add something before it can begin.`
            : 'Your answers are saved, and hold from now on.'}
        </Banner>
      ) : null}
      {isFailing ? (
        <Banner tone="bad">
          It does not work at the moment. Look at its activity
          {runs === undefined ? '' : ' below'}, check your answers and accounts, or ask{' '}
          {frame.organization.name}.
        </Banner>
      ) : null}
      {isNewer ? (
        <Banner
          tone="run"
          action={
            mayUpdate ? <Button href={links.marketplaceUpdate(own.id)}>See what is new</Button> : undefined
          }
        >
          There is a newer one. Your answers stay; it asks you if it needs another.
        </Banner>
      ) : null}
    </>
  );
}

function Activity({ id, runs }: { id: string; runs: OwnRun[] }) {
  const all = <a href={links.marketplaceActivity({ integration: id })}>All of its activity</a>;
  return (
    <Section id="own-activity" title="Activity" aside={runs.length === 0 ? undefined : all}>
      {runs.length === 0 ? (
        <p class="muted">Nothing has happened yet. What it does for you is listed here.</p>
      ) : (
        <OwnRuns runs={runs} />
      )}
    </Section>
  );
}

function Change({ frame, own: { id }, name, errors }: OwnProps) {
  return (
    <Section id="own-name" title="Name and removal">
      <FormErrors errors={errors} />
      <form class="stack" method="post" action={links.marketplaceName(id)}>
        <Csrf token={frame.csrf} />
        <Field
          name="name"
          label="Name"
          help="What your team calls it."
          value={name}
          error={errors.name}
          required
        />
        <div class="row">
          <Button>Save name</Button>
          <span class="grow" />
          {frame.viewer?.may('instances:remove') && !frame.framed?.view.hidden?.includes('removal') ? (
            <Button kind="danger" href={links.marketplaceRemoval(id)} icon="trash-2">
              Remove …
            </Button>
          ) : null}
        </div>
      </form>
    </Section>
  );
}

/** Says what goes with it. */
export function OwnRemovalDialog({ frame, id, name }: { frame: Frame; id: string; name: string }) {
  const path = links.marketplaceOwn(id);
  return (
    <Dialog id="removal" title={`Remove ${name}`} close={path}>
      <p>
        It stops at once, and what is under way is stopped. Your answers go, and the accounts that nothing
        else uses; your activity stays to be read for a while.
      </p>
      <p class="muted">
        For 30 days {frame.organization.name} can bring it back with your answers. You can also activate it
        anew at any time.
      </p>
      <form class="row" method="post" action={links.marketplaceRemoval(id)}>
        <Csrf token={frame.csrf} />
        <Button kind="danger">Remove</Button>
        <Button href={path} autofocus>
          Keep it
        </Button>
      </form>
    </Dialog>
  );
}
