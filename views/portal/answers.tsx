import { links } from '../../src/lib/links.ts';
import { ConfigForm, type ConfigSection } from '../instances/config-form.tsx';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import type { Frame } from '../kit/frame.ts';
import { PageHead } from '../kit/page-head.tsx';
import { PortalLayout } from './layout.tsx';

type AnswersProps = {
  frame: Frame;
  id: string;
  name: string;
  version: number;
  sections: ConfigSection[];
  errors: Record<string, string>;
  /** It does not run yet. */
  isNew: boolean;
};

/** What a customer answers, all of it on one page. */
export function AnswersPage({ frame, id, name, version, sections, errors, isNew }: AnswersProps) {
  const title = isNew ? `Activate ${name}` : `Your answers for ${name}`;
  return (
    <PortalLayout frame={frame} title={title} place="mine" wizard>
      <PageHead
        title={title}
        note={sections.length === 0 ? 'There is nothing to answer.' : 'You can change all of this later.'}
      />
      <FormErrors errors={errors} />
      <form class="stack" method="post" action={links.marketplaceAnswers(id)}>
        <Csrf token={frame.csrf} />
        <input type="hidden" name="version" value={String(version)} />
        <ConfigForm sections={sections} />
        <div class="row">
          <Button kind="primary">{isNew ? 'Activate' : 'Save answers'}</Button>
          <Button href={links.marketplaceOwn(id)}>Leave</Button>
        </div>
      </form>
    </PortalLayout>
  );
}
