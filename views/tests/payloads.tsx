import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { Section } from '../kit/card.tsx';
import { Switch } from '../kit/choice.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import type { IntegrationFacts } from '../kit/integration-aside.tsx';
import { IntegrationLayout } from '../kit/layout.tsx';
import { PageHead } from '../kit/page-head.tsx';
import { Time } from '../kit/time.tsx';

type PayloadsProps = {
  frame: Frame;
  integration: IntegrationFacts;
  payloads: { id: string; name: string; createdAt: Instant }[];
  /** What of a new name is wrong, and what was typed, by the id of the payload. */
  errors: Record<string, string>;
  typed: Record<string, string>;
  /** What has come of an imported execution. */
  told: string | undefined;
};

/** What flows are tested with, under names that can be changed. */
export function PayloadsPage({ frame, integration, payloads, errors, typed, told }: PayloadsProps) {
  const { id, canWrite } = integration;
  return (
    <IntegrationLayout frame={frame} title="Payloads" integration={integration}>
      <PageHead title="Payloads" note="What flows are tested with, kept under a name.">
        <Button href={links.testRuns(id)}>Test runs</Button>
      </PageHead>
      {told === undefined ? null : (
        <Banner tone="run" data-said-by="said">
          {told}
        </Banner>
      )}
      <FormErrors errors={errors} />
      {payloads.length === 0 ? (
        <EmptyState
          title="No payload is kept yet"
          actions={
            <Button kind="primary" href={links.integration(id)}>
              Open the flows
            </Button>
          }
        >
          <p>Test a flow with one that you type, and give it a name.</p>
        </EmptyState>
      ) : null}
      {payloads.map((each) => (
        <section class="card stack" aria-label={each.name} id={`payload-${each.id}`}>
          <p class="row">
            <strong class="grow">{each.name}</strong>
            <span class="muted small">
              <Time at={each.createdAt} />
            </span>
          </p>
          {canWrite ? (
            <form class="stack" method="post" action={links.payload(id, each.id)}>
              <Csrf token={frame.csrf} />
              <Field
                name="name"
                id={`field-${each.id}`}
                label={`New name of ${each.name}`}
                value={typed[each.id] ?? each.name}
                error={errors[each.id]}
              />
              <div class="row">
                <Button>Rename</Button>
                <Button kind="danger" formaction={links.payloadDeletion(id, each.id)}>
                  Delete
                </Button>
              </div>
            </form>
          ) : null}
        </section>
      ))}
      {canWrite ? <ImportForm frame={frame} id={id} error={errors.file} /> : null}
    </IntegrationLayout>
  );
}

/** Takes the call of an execution of another server. */
function ImportForm({ frame, id, error }: { frame: Frame; id: string; error: string | undefined }) {
  return (
    <Section id="import" title="From an execution of another server">
      <form class="stack" method="post" action={links.executionImports(id)} enctype="multipart/form-data">
        <Csrf token={frame.csrf} />
        <Field
          name="file"
          label="File of the execution"
          kind="file"
          accept=".json"
          help="As it was downloaded on the page of the execution, up to 5 MB."
          error={error}
        />
        <Switch name="pins" value="true" checked>
          Pin what its steps gave
        </Switch>
        <Button>Import</Button>
      </form>
    </Section>
  );
}
