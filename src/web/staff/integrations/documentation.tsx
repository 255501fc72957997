import { createHash } from 'node:crypto';
import { DocumentationPage } from '../../../../views/integrations/documentation.tsx';
import { links } from '../../../lib/links.ts';
import { renderMarkdown } from '../../../lib/markdown.ts';
import { typed } from '../../../models/fields.ts';
import { getDraft, updateIntegration } from '../../../models/integrations.ts';
import { change } from '../../kit/change.ts';
import type { Deps } from '../../kit/deps.ts';
import { checkForm } from '../../kit/form.ts';
import { goTo, handler, show } from '../../kit/page.ts';
import { integrationFrame } from './integration-frame.ts';

const documentationFields = { documentation: typed.text(100_000), seen: typed.text(100) };

export const showDocumentation = handler<'id'>(async ({ deps, frame, user, param }) => {
  const integration = await integrationFrame(deps, user, param('id'), undefined);
  const { text, seen } = await savedDocumentation(deps, param('id'));
  const shown = { frame, integration, text, seen, html: renderMarkdown(text) };
  return show(<DocumentationPage {...shown} errors={{}} isOutdated={false} />);
});

export const submitDocumentation = handler<'id'>(async ({ deps, frame, user, param, form }) => {
  const id = param('id');
  const integration = await integrationFrame(deps, user, id, undefined);
  const saved = await savedDocumentation(deps, id);
  const checked = checkForm(documentationFields, form);
  const isOutdated = form.text('seen') !== saved.seen;
  if (checked.ok && !isOutdated) {
    const { documentation } = checked.output;
    await change(deps, user, (tx) => updateIntegration(tx, id, { documentation }));
    return goTo(links.integrationDocumentation(id));
  }
  const shown = { frame, integration, html: renderMarkdown(saved.text), seen: saved.seen, isOutdated };
  const errors = checked.ok ? {} : checked.errors;
  const view = <DocumentationPage {...shown} text={form.values.documentation ?? ''} errors={errors} />;
  return show(view, checked.ok ? 409 : 422);
});

/** The text, and what names this state of it. */
async function savedDocumentation({ store }: Deps, id: string): Promise<{ text: string; seen: string }> {
  const { definition } = await getDraft(store.read, id);
  const text = definition.documentation ?? '';
  return { text, seen: createHash('sha256').update(text).digest('hex').slice(0, 16) };
}
