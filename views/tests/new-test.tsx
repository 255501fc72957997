import { links } from '../../src/lib/links.ts';
import { OverIntegration } from '../integrations/over-integration.tsx';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import type { IntegrationFacts } from '../kit/integration-aside.tsx';

type NewTestPageProps = {
  frame: Frame;
  integration: IntegrationFacts;
  flow: { name: string; key: string; address: string };
  /** Key of the step that the run is to end with. */
  until: string;
  values: Record<string, string>;
  errors: Record<string, string>;
};

/** Over the designer: what a flow is to be tested with. */
export function NewTestPage({ frame, integration, flow, until, values, errors }: NewTestPageProps) {
  const at = links.flow({ id: integration.id, flow: flow.address });
  return (
    <OverIntegration
      frame={frame}
      integration={integration}
      id="new-test"
      title={`Test ${flow.name}`}
      close={at}
    >
      <FormErrors errors={errors} />
      <form class="row" action={links.newTest(integration.id, {})} aria-label="Fill in">
        <input type="hidden" name="flow" value={flow.address} />
        <input type="hidden" name="until" value={until} />
        <Button name="fill" value="example" formnovalidate>
          Fill in the example
        </Button>
      </form>
      <form class="stack" action={links.newTest(integration.id, {})} aria-label="Fill in from an execution">
        <input type="hidden" name="flow" value={flow.address} />
        <input type="hidden" name="until" value={until} />
        <Field
          name="fill"
          label="Use the payload of execution"
          optional
          help="Its id, for example exe_01…. Secrets are left out."
          mono
          value={values.fill ?? ''}
          error={errors.fill}
        />
        <div class="row">
          <Button>Fill in</Button>
        </div>
      </form>
      <form class="stack" method="post" action={links.testExecutions(integration.id)}>
        <Csrf token={frame.csrf} />
        <input type="hidden" name="flow" value={flow.key} />
        <input type="hidden" name="until" value={until} />
        <Field
          name="body"
          label="Body"
          help="What the webhook would be called with. JSON is sent as JSON, anything else as text."
          kind="textarea"
          rows={8}
          mono
          spellcheck={false}
          value={values.body ?? ''}
          error={errors.body}
          autofocus={Object.keys(errors).length === 0}
        />
        <Field
          name="headers"
          label="Headers"
          optional
          help="One a line, for example X-Shop: nord."
          kind="textarea"
          rows={2}
          mono
          spellcheck={false}
          value={values.headers ?? ''}
          error={errors.headers}
        />
        <Field
          name="query"
          label="Query"
          optional
          help="As it stands in an address, for example page=2&tag=new."
          mono
          value={values.query ?? ''}
          error={errors.query}
        />
        <Field
          name="name"
          label="Keep it under the name"
          optional
          help="It can then be chosen again."
          value={values.name ?? ''}
          error={errors.name}
        />
        <div class="row">
          <Button kind="primary" icon="play" name="payload" value="typed-here">
            {until === '' ? 'Run all' : 'Run to there'}
          </Button>
          <Button href={at}>Cancel</Button>
        </div>
      </form>
    </OverIntegration>
  );
}
