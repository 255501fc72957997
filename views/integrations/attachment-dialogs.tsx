import { bytes } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import type { IntegrationFacts } from '../kit/integration-aside.tsx';
import type { AttachmentRow } from './attachments.tsx';
import { OverIntegration } from './over-integration.tsx';

type AttachmentProps = { frame: Frame; integration: IntegrationFacts; attachment: AttachmentRow };

type RenamingProps = AttachmentProps & { name: string; errors: Record<string, string> };

export function RenamingPage({ frame, integration, attachment, name, errors }: RenamingProps) {
  const at = links.attachments(integration.id);
  return (
    <OverIntegration
      frame={frame}
      integration={integration}
      id="renaming"
      title="Rename attachment"
      close={at}
    >
      <FormErrors errors={errors} />
      <form class="stack" method="post" action={links.attachment(integration.id, attachment.id)}>
        <Csrf token={frame.csrf} />
        <Field
          name="name"
          label="Name"
          help="With its ending, by which computers know what to open it with."
          value={name}
          error={errors.name}
          autocomplete="off"
          spellcheck={false}
          required
          autofocus={Object.keys(errors).length === 0}
        />
        <div class="row">
          <Button kind="primary">Rename</Button>
          <Button href={at}>Cancel</Button>
        </div>
      </form>
    </OverIntegration>
  );
}

export function AttachmentDeletionPage({ frame, integration, attachment }: AttachmentProps) {
  const at = links.attachments(integration.id);
  return (
    <OverIntegration
      frame={frame}
      integration={integration}
      id="deletion"
      title="Delete attachment"
      close={at}
    >
      <p>
        <strong>{attachment.name}</strong>, {bytes(attachment.size)}, goes for good. Download it first if you
        may need it again. Forks of this integration keep theirs.
      </p>
      <form class="row" method="post" action={links.attachmentDeletion(integration.id, attachment.id)}>
        <Csrf token={frame.csrf} />
        <Button kind="danger">Delete attachment</Button>
        <Button href={links.attachmentContent(integration.id, attachment.id)} icon="download" download>
          Download
        </Button>
        <Button href={at} autofocus>
          Keep it
        </Button>
      </form>
    </OverIntegration>
  );
}
