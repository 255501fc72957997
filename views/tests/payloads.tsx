import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import { Button } from '../kit/button.tsx';
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
};

/** What flows are tested with, under names that can be changed. */
export function PayloadsPage({ frame, integration, payloads, errors, typed }: PayloadsProps) {
  const { id, canWrite } = integration;
  return (
    <IntegrationLayout frame={frame} title="Payloads" integration={integration}>
      <PageHead title="Payloads" note="What flows are tested with, kept under a name.">
        <Button href={links.testRuns(id)}>Test runs</Button>
      </PageHead>
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
    </IntegrationLayout>
  );
}
