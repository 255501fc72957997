import { YamlPage } from '../../../../views/designer/yaml.tsx';
import type { Problem } from '../../../definition/document/problem.ts';
import { AppError } from '../../../lib/errors.ts';
import { links } from '../../../lib/links.ts';
import { draftToSave, getDraft, getIntegration, replaceDraft } from '../../../models/integrations.ts';
import { readText } from '../../kit/bodies.ts';
import { change } from '../../kit/change.ts';
import type { Form, FormErrors } from '../../kit/form.ts';
import { goTo, handler, show } from '../../kit/page.ts';
import { integrationFrame } from '../integrations/integration-frame.ts';
import { draftState } from './draft-state.ts';
import { seenRevision } from './seen-edit.tsx';

const LIMIT_MB = 5;

export const showYaml = handler<'id'>(async ({ deps, frame, user, param }) => {
  const id = param('id');
  const row = await getIntegration(deps.store.read, id);
  const { text, problems } = await deps.drafts.get(deps.store.read, row);
  const integration = await integrationFrame(deps, user, id, 'flows');
  const shown = { frame, integration, state: await draftState(deps, row), problems: [...problems] };
  const yaml = await deps.writeDefinition(text);
  return show(<YamlPage {...shown} revision={row.revision} text={yaml} errors={{}} isOutdated={false} />);
});

export const submitYaml = handler<'id'>(
  { limitMb: LIMIT_MB + 1 },
  async ({ deps, frame, user, param, form }) => {
    const id = param('id');
    const before = await getDraft(deps.store.read, id);
    const isOutdated = before.revision !== seenRevision(form);
    const given = await givenText(form);
    const result = await deps.readDefinition(given, 'yaml');
    if (result.ok && !isOutdated) {
      // What the text says is saved, also where it is not right yet: the designer lists it.
      const draft = await draftToSave(before, result.definition, ['replace']);
      try {
        await change(deps, user, (tx) => replaceDraft(tx, id, draft));
        return goTo(links.draftYaml(id));
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'precondition_failed') throw error;
      }
    }
    const row = await getIntegration(deps.store.read, id);
    const integration = await integrationFrame(deps, user, id, 'flows');
    const shown = { frame, integration, state: await draftState(deps, row), problems: [...result.problems] };
    const errors: FormErrors = result.ok ? {} : { text: refusal(result.problems) };
    const page = (
      <YamlPage {...shown} revision={row.revision} text={given} errors={errors} isOutdated={result.ok} />
    );
    return show(page, result.ok ? 409 : 422);
  },
);

/** The chosen file, or else what was typed. */
async function givenText(form: Form): Promise<string> {
  const file = form.file('file');
  const read = file && readText(Buffer.from(await file.arrayBuffer()));
  return read ?? form.values.text ?? '';
}

function refusal([first]: readonly Problem[]): string {
  if (!first) return 'This is no definition: it cannot be read.';
  const line = first.line === undefined ? '' : `Line ${first.line}: `;
  return `Nothing was saved, since this is no definition. ${line}${first.message}`;
}
