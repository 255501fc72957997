import { plural } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import { Candidates, type ChooseProps } from '../instances/choose.tsx';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { Section } from '../kit/card.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import { StaffLayout } from '../kit/layout.tsx';
import { Breadcrumb, PageHead } from '../kit/page-head.tsx';
import { Tile } from '../kit/tile.tsx';
import { type FileProblem, FileProblems } from './file-problems.tsx';

/** What a check has found, or why the text is no definition. */
export type ImportCheck =
  | { ok: true; name: string; flows: number; problems: FileProblem[] }
  | { ok: false; problems: FileProblem[] };

/** The integration whose draft a file is to replace. */
export type ImportTarget = {
  id: string;
  name: string;
  /** The draft that is replaced. */
  revision: number;
  /** What becomes of it, in sentences, once a file was checked. */
  changes: string[];
  /** Somebody has changed the draft since. */
  isOutdated: boolean;
};

type ImportProps = {
  frame: Frame;
  id: string;
  text: string;
  /** The icon that came with the file, as a data URL. */
  icon: string | undefined;
  errors: Record<string, string>;
  check: ImportCheck | undefined;
  into: ImportTarget | undefined;
};

export function ImportPage({ frame, id, text, icon, errors, check, into }: ImportProps) {
  const title = into ? `Replace the draft of ${into.name}` : 'Import an integration';
  return (
    <StaffLayout frame={frame} title={title} section="integrations">
      <div class="stack">
        <Breadcrumb
          items={[
            { href: links.integrations(), label: 'Integrations' },
            ...(into ? [{ href: links.integration(into.id), label: into.name }] : []),
          ]}
          here="Import"
        />
        <PageHead
          title={title}
          note={
            into
              ? 'Flows of the same stable key keep their addresses and their state. Undo on the Flows page brings the draft back.'
              : 'You see what is wrong with it before anything is stored. Nothing runs until you publish and deploy it.'
          }
        >
          {into ? null : (
            <Button href={links.importIntegration({ choose: 'yes' })}>Replace a draft instead …</Button>
          )}
        </PageHead>
      </div>
      <FormErrors errors={errors} />
      {into?.isOutdated ? (
        <Banner tone="warn" alert>
          Somebody has changed the draft since you opened this. Nothing of yours was stored yet: look at what
          it would change now, and import it again.
        </Banner>
      ) : null}
      {check ? <Found check={check} into={into} /> : null}
      <form class="stack" method="post" action={links.importIntegration()} enctype="multipart/form-data">
        <Csrf token={frame.csrf} />
        <input type="hidden" name="id" value={id} />
        {into ? <Into target={into} /> : null}
        {icon === undefined ? null : <WithIcon icon={icon} />}
        <Field
          name="file"
          label={check ? 'Another file' : 'File'}
          kind="file"
          accept=".yml,.yaml,.json,.zip"
          help="YAML, JSON, or a zip with the icon, up to 5 MB. It takes the place of the text below."
          error={errors.file}
          optional
        />
        <Field
          name="text"
          label="Text of the definition"
          kind="textarea"
          rows={check ? 12 : 16}
          value={text}
          error={errors.text}
          spellcheck={false}
          mono
        />
        <div class="row">
          {check?.ok ? (
            <Button kind="primary" name="step" value="import">
              {into ? 'Replace draft' : 'Import'}
            </Button>
          ) : null}
          <Button kind={check?.ok ? undefined : 'primary'} name="step" value="check">
            {check ? 'Check again' : 'Check'}
          </Button>
          <Button kind="quiet" href={into ? links.integration(into.id) : links.integrations()}>
            Cancel
          </Button>
        </div>
      </form>
    </StaffLayout>
  );
}

/** The icon that is imported with the definition. */
function WithIcon({ icon }: { icon: string }) {
  return (
    <p class="row">
      <input type="hidden" name="icon" value={icon} />
      <Tile hue={1} picture={icon} />
      The icon of the file comes with it.
    </p>
  );
}

function Into({ target: { id, revision } }: { target: ImportTarget }) {
  return (
    <>
      <input type="hidden" name="into" value={id} />
      <input type="hidden" name="revision" value={String(revision)} />
    </>
  );
}

/** Which integration a file replaces the draft of. */
export function ImportTargetPage(props: ChooseProps) {
  return (
    <StaffLayout frame={props.frame} title="Replace a draft" section="integrations">
      <div class="stack">
        <Breadcrumb
          items={[
            { href: links.integrations(), label: 'Integrations' },
            { href: links.importIntegration(), label: 'Import' },
          ]}
          here="Replace a draft"
        />
        <PageHead title="Replace a draft" note="Choose the integration whose draft the file replaces." />
      </div>
      <Candidates {...props} action={links.importIntegration()} noun="integrations">
        <EmptyState
          title="No integrations yet"
          actions={
            <Button kind="primary" href={links.importIntegration()}>
              Import an integration
            </Button>
          }
        >
          <p>There is no draft that a file could replace.</p>
        </EmptyState>
      </Candidates>
    </StaffLayout>
  );
}

function Found({ check, into }: { check: ImportCheck; into: ImportTarget | undefined }) {
  const list = check.problems.length === 0 ? null : <FileProblems problems={check.problems} />;
  if (!check.ok) {
    return list === null ? null : (
      <Section id="found" title="What is wrong with it">
        {list}
      </Section>
    );
  }
  const count = (kind: FileProblem['severity']) =>
    check.problems.filter(({ severity }) => severity === kind).length;
  const errors = count('error');
  const found = [
    plural(check.flows, 'flow'),
    ...(errors > 0 ? [plural(errors, 'error')] : []),
    ...(count('warning') > 0 ? [plural(count('warning'), 'warning')] : []),
    ...(count('info') > 0 ? [plural(count('info'), 'note')] : []),
  ];
  return (
    <Section id="found" title={check.name || 'Without a name'}>
      {check.problems.length === 0 ? (
        <Banner tone="ok">{plural(check.flows, 'flow')}, no problems. It can be imported as it is.</Banner>
      ) : (
        <Banner tone={errors > 0 ? 'bad' : 'warn'}>
          <strong>{found.join(', ')}.</strong>{' '}
          {errors > 0
            ? 'It can be imported, and is corrected here or afterwards: before that it is not published.'
            : 'It can be imported as it is.'}
        </Banner>
      )}
      {into ? (
        <ul>
          {into.changes.map((each) => (
            <li>{each}</li>
          ))}
        </ul>
      ) : null}
      {list}
    </Section>
  );
}
