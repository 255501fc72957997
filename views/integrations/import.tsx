import { plural } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { Section } from '../kit/card.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import { StaffLayout } from '../kit/layout.tsx';
import { Breadcrumb, PageHead } from '../kit/page-head.tsx';
import { type FileProblem, FileProblems } from './file-problems.tsx';

/** What a check has found, or why the text is no definition. */
export type ImportCheck =
  | { ok: true; name: string; flows: number; problems: FileProblem[] }
  | { ok: false; problems: FileProblem[] };

type ImportProps = {
  frame: Frame;
  id: string;
  text: string;
  errors: Record<string, string>;
  check: ImportCheck | undefined;
};

export function ImportPage({ frame, id, text, errors, check }: ImportProps) {
  return (
    <StaffLayout frame={frame} title="Import an integration" section="integrations">
      <div class="stack">
        <Breadcrumb items={[{ href: links.integrations(), label: 'Integrations' }]} here="Import" />
        <PageHead
          title="Import an integration"
          note="You see what is wrong with it before anything is stored. Nothing runs until you publish and deploy it."
        />
      </div>
      <FormErrors errors={errors} />
      {check ? <Found check={check} /> : null}
      <form class="stack" method="post" action={links.importIntegration()} enctype="multipart/form-data">
        <Csrf token={frame.csrf} />
        <input type="hidden" name="id" value={id} />
        <Field
          name="file"
          label={check ? 'Another file' : 'File'}
          kind="file"
          accept=".yml,.yaml,.json"
          help="YAML or JSON, up to 5 MB. It takes the place of the text below."
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
              Import
            </Button>
          ) : null}
          <Button kind={check?.ok ? undefined : 'primary'} name="step" value="check">
            {check ? 'Check again' : 'Check'}
          </Button>
          <Button kind="quiet" href={links.integrations()}>
            Cancel
          </Button>
        </div>
      </form>
    </StaffLayout>
  );
}

function Found({ check }: { check: ImportCheck }) {
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
            ? 'It can be imported; what is wrong fails when it runs. Correct it here or afterwards.'
            : 'It can be imported as it is.'}
        </Banner>
      )}
      {list}
    </Section>
  );
}
