import { links } from '../../src/lib/links.ts';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import type { IntegrationFacts } from '../kit/integration-aside.tsx';
import { IntegrationTile } from '../kit/integration-tile.tsx';
import { OverIntegration } from './over-integration.tsx';

type IconProps = {
  frame: Frame;
  integration: IntegrationFacts;
  /** What is not as recommended about the present one. */
  warning: string | undefined;
  errors: Record<string, string>;
};

export function IconPage({ frame, integration, warning, errors }: IconProps) {
  const { id, name, icon } = integration;
  const at = links.integration(id);
  return (
    <OverIntegration frame={frame} integration={integration} id="icon" title="Icon" close={at}>
      <div class="row">
        <IntegrationTile id={id} name={name} icon={icon} large />
        <p class="grow">
          {icon === null ? (
            <>
              <strong>{name}</strong> has no picture yet: the first letters of its name stand for it.
            </>
          ) : (
            <>
              What <strong>{name}</strong> is known by in lists and on the marketplace.
            </>
          )}
        </p>
      </div>
      {warning === undefined ? null : <Banner tone="warn">{warning}</Banner>}
      <FormErrors errors={errors} />
      <form class="stack" method="post" action={links.integrationIcon(id)} enctype="multipart/form-data">
        <Csrf token={frame.csrf} />
        <Field
          kind="file"
          name="icon"
          label={icon === null ? 'Picture' : 'Another picture'}
          accept="image/png,image/jpeg,image/webp,image/gif,image/svg+xml"
          help="PNG, JPEG, WebP, GIF or SVG, at most 2 MB. A square of at least 400 × 400 pixels looks best. Of an animated GIF the first picture is kept."
          error={errors.icon}
          required
          autofocus={Object.keys(errors).length === 0}
        />
        <div class="row">
          <Button kind="primary">Save</Button>
          <Button href={at}>Cancel</Button>
          {icon === null ? null : (
            <>
              <span class="grow" />
              <Button kind="danger" formaction={links.integrationIconRemoval(id)} formnovalidate>
                Remove
              </Button>
            </>
          )}
        </div>
      </form>
    </OverIntegration>
  );
}
