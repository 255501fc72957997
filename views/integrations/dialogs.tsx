import { countOf, plural } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { DeletionForm } from '../kit/deletion-form.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import type { Frame } from '../kit/frame.ts';
import type { IntegrationFacts } from '../kit/integration-aside.tsx';
import { NameFields } from './new.tsx';
import { OverIntegration } from './over-integration.tsx';

type FormDialogProps = { frame: Frame; integration: IntegrationFacts; errors: Record<string, string> };

type ForkProps = FormDialogProps & {
  /** The id that the copy gets, so that a second press makes no second one. */
  id: string;
  values: Record<string, string>;
};

export function ForkPage({ frame, integration, id, values, errors }: ForkProps) {
  const at = links.integration(integration.id);
  return (
    <OverIntegration frame={frame} integration={integration} id="fork" title="Fork integration" close={at}>
      <p class="muted">
        Copies the draft of {integration.name} and its attachments under a new name. Versions, instances and
        their addresses stay with the original.
      </p>
      <FormErrors errors={errors} />
      <form class="stack" method="post" action={links.integrationForks(integration.id)}>
        <Csrf token={frame.csrf} />
        <input type="hidden" name="id" value={id} />
        <NameFields values={values} errors={errors} />
        <div class="row">
          <Button kind="primary">Add</Button>
          <Button href={at}>Cancel</Button>
        </div>
      </form>
    </OverIntegration>
  );
}

type DeletionProps = FormDialogProps & {
  /** Counted up to `most`. */
  instances: number;
  versions: number;
  attachments: number;
  most: number;
  typed: string;
};

export function DeletionPage(props: DeletionProps) {
  const { frame, integration, errors, instances, versions, attachments, most, typed } = props;
  const at = links.integration(integration.id);
  const parts = `${countOf(versions, most, 'version')} and ${countOf(attachments, most, 'attachment')}`;
  return (
    <OverIntegration
      frame={frame}
      integration={integration}
      id="deletion"
      title="Delete integration"
      close={at}
    >
      <p>
        <strong>{integration.name}</strong> goes into the trash{' '}
        {instances === 0 ? (
          <>with {parts}. There are no instances of it.</>
        ) : (
          <>
            with {countOf(instances, most, 'instance')} of customers, their executions and logs, {parts}.
            Their addresses stop answering at once, their remove flows run, and all else that waits or runs is
            cancelled.
          </>
        )}
      </p>
      <p class="muted">
        For 30 days an admin can restore it from the trash with all of that. After that it is deleted for
        good.
      </p>
      <DeletionForm
        {...{ frame, typed, errors }}
        path={at}
        action={links.integrationDeletion(integration.id)}
        verb="Remove"
        noun="integration"
        name={integration.name}
      />
    </OverIntegration>
  );
}

type RestorationProps = {
  frame: Frame;
  integration: IntegrationFacts;
  number: number;
  /** What tells the draft of now from it. */
  changes: number;
  /** The draft that goes. */
  revision: number;
  isUnpublished: boolean;
  isOutdated: boolean;
};

export function RestorationPage(props: RestorationProps) {
  const { frame, integration, number, changes, revision, isUnpublished, isOutdated } = props;
  const at = links.version(integration.id, number);
  const title = `Make v${number} the draft`;
  return (
    <OverIntegration frame={frame} integration={integration} id="restoration" title={title} close={at}>
      {isOutdated ? (
        <Banner tone="warn" alert>
          The draft has changed since you opened this. What is said here is of the draft as it is now.
        </Banner>
      ) : null}
      <p>
        The draft becomes what v{number} is, which changes it in {plural(changes, 'place')}.{' '}
        {isUnpublished
          ? 'What it has that was never published goes; Undo on the Flows page brings it back. '
          : null}
        Versions and instances stay as they are; to bring it to customers, publish it.
      </p>
      <form class="row" method="post" action={links.versionRestoration(integration.id, number)}>
        <Csrf token={frame.csrf} />
        <input type="hidden" name="revision" value={String(revision)} />
        <Button kind={isUnpublished ? 'danger' : 'primary'}>{title}</Button>
        <Button href={at} autofocus>
          Keep the draft
        </Button>
      </form>
    </OverIntegration>
  );
}

type ResetProps = {
  frame: Frame;
  integration: IntegrationFacts;
  version: number;
  changes: number;
};

export function DraftResetPage({ frame, integration, version, changes }: ResetProps) {
  const at = links.versions(integration.id);
  return (
    <OverIntegration frame={frame} integration={integration} id="reset" title="Discard draft" close={at}>
      <p>
        The draft becomes what v{version} is. {plural(changes, 'change')} since then{' '}
        {changes === 1 ? 'goes' : 'go'}; Undo on the Flows page brings {changes === 1 ? 'it' : 'them'} back.
        Versions and instances stay as they are.
      </p>
      <form class="row" method="post" action={links.draftReset(integration.id)}>
        <Csrf token={frame.csrf} />
        <Button kind="danger">Discard draft</Button>
        <Button href={at} autofocus>
          Keep it
        </Button>
      </form>
    </OverIntegration>
  );
}
