import { links } from '../../src/lib/links.ts';
import { OverIntegration } from '../integrations/over-integration.tsx';
import { Button } from '../kit/button.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import type { IntegrationFacts } from '../kit/integration-aside.tsx';
import { type Seen, SeenFields } from './seen.tsx';

type PastePageProps = {
  frame: Frame;
  integration: IntegrationFacts;
  seen: Seen;
  /** Where they come, as the address says it. */
  asked: Record<string, string>;
  text: string;
  error: string | undefined;
  close: string;
};

/** Over the designer: steps as text, from another flow or another integration. */
export function PastePage({ frame, integration, seen, asked, text, error, close }: PastePageProps) {
  return (
    <OverIntegration frame={frame} integration={integration} id="paste" title="Paste steps" close={close}>
      <FormErrors errors={error === undefined ? {} : { text: error }} />
      <form class="stack" method="post" action={links.pastedSteps(integration.id)}>
        <SeenFields frame={frame} seen={seen} />
        {Object.entries(asked).flatMap(([name, value]) =>
          name === 'flow' ? [] : [<input type="hidden" name={name} value={value} />],
        )}
        <Field
          name="text"
          label="Steps as YAML"
          kind="textarea"
          rows={12}
          mono
          spellcheck={false}
          value={text}
          error={error}
          help="A step of another flow is copied by its menu, “Copy as YAML”. A whole definition is taken too, of which the first flow counts. Secrets are not copied along."
          autofocus
        />
        <div class="row">
          <Button kind="primary">Add steps</Button>
          <Button href={close}>Cancel</Button>
        </div>
      </form>
    </OverIntegration>
  );
}
