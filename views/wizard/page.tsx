import { type ConfigItem, ConfigItems } from '../instances/config-form.tsx';
import { SecretsNote } from '../instances/secrets-note.tsx';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import { PageHead } from '../kit/page-head.tsx';
import { type Wizard, WizardFrame } from './frame.tsx';

type WizardPageProps = {
  wizard: Wizard;
  title: string;
  note: string;
  items: ConfigItem[];
  errors: Record<string, string>;
  /** Where its form goes. */
  action: string;
  /** The page before, if there is one. */
  back: string | undefined;
  /** The version whose questions these are. */
  version: number;
  /** It was changed while the page was open. */
  isOutdated: boolean;
};

/** One page of a wizard: what is asked on it, saved when one goes on. */
export function WizardPage(props: WizardPageProps) {
  const { wizard, title, note, items, errors, action, back, version, isOutdated } = props;
  const next = wizard.titles[wizard.current + 1] ?? '';
  return (
    <WizardFrame wizard={wizard}>
      <PageHead title={title} note={note === '' ? undefined : note} />
      {isOutdated ? (
        <Banner tone="warn" alert>
          The questions have changed while this page was open. Look through them and go on again.
        </Banner>
      ) : null}
      <FormErrors errors={errors} />
      <SecretsNote errors={errors} items={items} />
      <form class="stack" method="post" action={action} autocomplete="off">
        <Csrf token={wizard.frame.csrf} />
        <input type="hidden" name="version" value={String(version)} />
        <h2 class="sr-only">Your answers</h2>
        <ConfigItems items={items} />
        <div class="row">
          {/* The first button is what Enter presses. */}
          <Button kind="primary" name="go" value="next">
            Next: {next}
          </Button>
          {back === undefined ? null : <Button href={back}>Back</Button>}
          <span class="grow" />
          <Button kind="quiet" name="go" value="leave" formnovalidate>
            Save and leave
          </Button>
        </div>
      </form>
    </WizardFrame>
  );
}
