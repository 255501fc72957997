import { shortened } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import type { Option } from '../kit/control.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import { Facts } from '../kit/facts.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import { DeployFrame } from './choose.tsx';
import { ConfigForm, type ConfigSection } from './config-form.tsx';
import { SecretsNote } from './secrets-note.tsx';

export type VersionChoice = { number: number; note: string; available: boolean };

type Chosen = { id: string; name: string; change: string };

type DeployProps = {
  frame: Frame;
  /** The id that the instance gets, so that the form may be sent twice. */
  id: string;
  integration: Chosen;
  customer: Chosen;
  versions: VersionChoice[];
  /** The one whose values are asked for; undefined when none can be deployed. */
  version: number | undefined;
  versionHistory: string;
  name: string;
  /** Titles of the pages that are asked one after another; none where all is asked here. */
  pages: string[];
  sections: ConfigSection[];
  errors: Record<string, string>;
};

/** The last step of a deployment: the version, and the values that it asks for. */
export function DeployPage(props: DeployProps) {
  const { frame, integration, customer, versions, version, errors } = props;
  return (
    <DeployFrame frame={frame} step={2} title={`Deploy ${integration.name}`}>
      <FormErrors errors={errors} />
      <SecretsNote errors={errors} items={props.sections.flatMap(({ items }) => items)} />
      <Facts
        items={[
          { label: 'Integration', value: <Change {...integration} what="integration" /> },
          { label: 'Customer', value: <Change {...customer} what="customer" /> },
        ]}
      />
      {versions.some(({ available }) => available) ? (
        <VersionForm
          integration={integration}
          customer={customer}
          versions={versions}
          version={version}
          error={errors.version}
        />
      ) : null}
      {version === undefined ? <NoVersion {...props} /> : <Values {...props} version={version} />}
    </DeployFrame>
  );
}

function Change({ name, change, what }: Chosen & { what: string }) {
  return (
    <>
      {name} ·{' '}
      <a href={change}>
        Change<span class="sr-only"> the {what}</span>
      </a>
    </>
  );
}

type VersionFormProps = Pick<DeployProps, 'integration' | 'customer' | 'versions' | 'version'> & {
  error: string | undefined;
};

/** Another version may ask for other values, so to choose one shows its form. */
function VersionForm({ integration, customer, versions, version, error }: VersionFormProps) {
  const options = versions.map(
    ({ number, note, available }): Option => ({
      value: String(number),
      label: `v${number}${note === '' ? '' : ` · ${shortened(note, 80)}`}${available ? '' : ' · unavailable'}`,
      disabled: !available,
    }),
  );
  const hasUnavailable = versions.some(({ available }) => !available);
  return (
    <form class="stack" action={links.newInstance()} aria-label="Version">
      <input type="hidden" name="integration" value={integration.id} />
      <input type="hidden" name="customer" value={customer.id} />
      <Field
        kind="select"
        name="version"
        label="Version"
        options={options}
        value={version === undefined ? undefined : String(version)}
        help={hasUnavailable ? 'Those that are marked unavailable cannot be deployed.' : undefined}
        error={error}
        data-submit=""
        aside={versions.length > 1 ? <Button kind="quiet">Show what it asks for</Button> : null}
      />
    </form>
  );
}

function NoVersion({ integration, versionHistory }: Pick<DeployProps, 'integration' | 'versionHistory'>) {
  return (
    <Banner tone="warn" action={<Button href={versionHistory}>Version history</Button>}>
      No version of {integration.name} can be deployed: all are marked unavailable. Publish one, or make one
      available again.
    </Banner>
  );
}

function Values(props: DeployProps & { version: number }) {
  const { frame, id, integration, customer, version, name, pages, sections, errors } = props;
  const hidden = { id, integration: integration.id, customer: customer.id, version: String(version) };
  return (
    <form class="stack" method="post" action={links.instances()} autocomplete="off">
      <Csrf token={frame.csrf} />
      {/* Enter presses the first button of a form, and lists have buttons of their own. */}
      <input type="submit" hidden />
      {Object.entries(hidden).map(([key, value]) => (
        <input type="hidden" name={key} value={value} />
      ))}
      <Field
        name="name"
        label="Name of the instance"
        help="Tells it from other instances of this integration for the customer."
        value={name}
        error={errors.name}
      />
      <ConfigForm sections={sections} />
      {pages.length === 0 ? <AtOnce version={version} asksNothing={sections.length === 0} /> : null}
      {pages.length === 0 ? null : <PageByPage pages={pages} version={version} />}
    </form>
  );
}

function AtOnce({ version, asksNothing }: { version: number; asksNothing: boolean }) {
  return (
    <>
      {asksNothing ? <p class="muted">This version asks for no values.</p> : null}
      <div class="row">
        <Button kind="primary">Activate</Button>
        <Button name="paused" value="true">
          Save paused
        </Button>
        <span class="small muted grow">Deploys v{version}.</span>
      </div>
    </>
  );
}

/** A version with several pages: they are filled in one after another, by one person or several. */
function PageByPage({ pages, version }: { pages: string[]; version: number }) {
  return (
    <>
      <p class="muted">
        It is configured on {pages.length} pages: {pages.join(', ')}. You can leave between them and go on
        another day; nothing runs before the last one is done.
      </p>
      <div class="row">
        <Button kind="primary" name="go" value="pages">
          Next: {pages[0]}
        </Button>
        <span class="small muted grow">Deploys v{version}.</span>
      </div>
    </>
  );
}
